import ArgumentParser

@main
struct SheafBench: ParsableCommand {}
