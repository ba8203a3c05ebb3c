/// Reads destinations, and collects what is wrong with them.
package struct DestinationReader {
    /// In the order of their names; those of which anything is wrong are left out, but for the journal, which is always there.
    package private(set) var destinations: [Destination] = []
    package private(set) var problems: [ConfigurationProblem] = []

    /// - Parameter known: the names that filters may use; nil to take all.
    package init(_ files: ConfigurationFiles, knowing known: KnownNames? = nil) {
        for (main, dropIns) in files.destinations {
            guard let name = Self.name(of: main) else {
                let expected = "its name is that of the destination: letters, digits and - _ . alone, 64 at most"
                problems.append(.unknownFile(file: main.path, expected: expected))
                continue
            }
            var draft = DestinationDraft(name: name, file: main.path)
            for file in [main] + dropIns {
                do throws(ConfigurationProblems) { draft.merge(try file.parsed()) } catch { draft.take(error) }
            }
            take(draft.destination(knowing: known), file: main.path)
        }
        if !destinations.contains(where: { $0.name == Destination.journal }) {
            destinations.append(Destination(name: Destination.journal, kind: .journald))
        }
        destinations.sort { $0.name < $1.name }
    }

    private mutating func take(_ read: (destination: Destination?, problems: [ConfigurationProblem]), file: String) {
        problems += read.problems
        guard let destination = read.destination else { return }
        // There is one journal on a host, and everybody has to find it under one name.
        guard (destination.kind == .journald) == (destination.name == Destination.journal) else {
            let expected = "Kind=journald stands in \(Destination.journal).destination, and nothing else does"
            problems.append(.unknownFile(file: file, expected: expected))
            return
        }
        destinations.append(destination)
    }

    private static func name(of file: ConfigurationFile) -> String? {
        guard let name = file.name.split(separator: "/").last?.dropLast(".destination".count), name.isFileName else { return nil }
        return String(name)
    }
}
