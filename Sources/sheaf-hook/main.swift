#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

// Called from git's hooks and from shell prompts, on every commit and every line: it may not fail, speak up, or be
// waited for. It links nothing but the Swift standard library, starts no process, and writes no file.
Watchdog.start()
let words = CommandLine.arguments
switch words.dropFirst().first {
case "note": if words.count == 3 { Note.send(words[2]) }
case "prompt": if words.count == 2 { Prompt.show() }
default: break
}
// Nothing is buffered, and a hook's status would be git's concern.
_exit(0)
