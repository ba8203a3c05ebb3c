/// A stretch of boot time in which slots fall due: without its start, with its end.
struct Due: Hashable, Sendable {
    let after: BootTime
    let through: BootTime
}
