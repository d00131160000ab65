# What the hidden commands of a guide may call. Each developer has a machine, that is a place for keys, of her own.

# at HH:MM: what time it is, for git and for Sheaf.
at() {
    local seconds
    seconds=$(date -u -d "2026-03-02 $1" +%s)
    export GIT_AUTHOR_DATE="@$seconds +0000" GIT_COMMITTER_DATE="@$seconds +0000" SHEAF_DATE="@$seconds"
}

# as WHO COMMAND...
as() { (cd "$HOME/work/$1" && export XDG_STATE_HOME="$HOME/machine-of-$1" && shift && "$@"); }

# A remote with one commit.
team() {
    git init -q --bare "$HOME/work/team.git"
    git clone -q "$HOME/work/team.git" "$HOME/work/seed" 2>/dev/null
    as seed git commit -q --allow-empty -m "Begin"
    as seed git push -q origin main
    rm -rf "$HOME/work/seed"
}

# developer NAME: a clone, with Sheaf enabled and synced.
developer() {
    git clone -q "$HOME/work/team.git" "$HOME/work/$1"
    as "$1" git config user.name "${1^}"
    as "$1" git config user.email "$1@example.org"
    as "$1" sheaf --quiet enable
    as "$1" sheaf --quiet sync
}

# commit WHO SUBJECT: what an agent does; recorded at once.
commit() {
    as "$1" git commit -q --allow-empty -m "$2"
    as "$1" sheaf --quiet record HEAD >/dev/null
}

# give WHO...: everybody named gets every commit, and syncs.
give() {
    for who in "$@"; do as "$who" git pull -q --rebase origin main && as "$who" git push -q origin main; done
    for who in "$@"; do as "$who" git pull -q --rebase origin main; done
    exchange "$@"
}

exchange() { for who in "$@" "$@"; do as "$who" sheaf --quiet sync; done; }
