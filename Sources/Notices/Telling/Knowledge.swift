/// What people know of a subject.
package enum Knowledge: Hashable, Sendable {
    /// Nothing, or that it is closed.
    case nothing
    case open
    /// That it is open, while it has passed since, and not often enough for them to be told.
    case passing
    case waived, flapping
}
