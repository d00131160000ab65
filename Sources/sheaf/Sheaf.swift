import ArgumentParser

@main
struct Sheaf: ParsableCommand {}
