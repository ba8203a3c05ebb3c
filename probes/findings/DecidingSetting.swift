import Controls

/// The line of the settings that decided, or the default.
struct DecidingSetting {
    let sources: [Source]
    let notes: [Note]

    /// - Parameter usual: the default as one would write it.
    init(_ places: [Place?], usual: String) {
        var seen: Set<Place> = []
        sources = places.compactMap(\.self).filter { seen.insert($0).inserted }.map { Source($0.file, line: $0.line) }
        notes = sources.isEmpty ? [Note(.defaultInForce, usual)] : []
    }

    private init() {
        sources = []
        notes = []
    }

    /// Nothing can be set.
    static let none = DecidingSetting()
}
