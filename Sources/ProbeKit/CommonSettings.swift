package import Controls

/// The settings that every probe has.
package struct CommonSettings: Sendable {
    /// How long one execution may take.
    package let deadline: TimeSpan
    /// Subjects that the entity declares out of scope, as they are printed.
    package let excluded: Set<String>

    /// - Parameter usualDeadline: that of the probe's manifest.
    package init(_ settings: inout Settings, usualDeadline: TimeSpan) {
        deadline = settings.timeSpan("Deadline", default: usualDeadline)
        excluded = Set(settings.entries("Exclude", expected: "a subject as it is printed") { $0 }.map(\.value))
    }
}
