package import Controls

/// The settings that every probe has.
package struct CommonSettings: Sendable {
    /// How long one execution may take.
    package let deadline: TimeSpan
    /// Subjects that the entity declares out of scope, as they are printed.
    package let excluded: Set<String>

    package init(_ settings: inout Settings, usualDeadline: TimeSpan = .seconds(10)) {
        deadline = settings.timeSpan("Deadline", default: usualDeadline)
        excluded = Set(settings.entries("Exclude", expected: "a subject as it is printed") { $0 }.map(\.value))
    }
}
