import Controls
import ProbeKit

/// How the newest dumps of a set are encrypted: all of them as the worst of them is.
struct DumpEncryption {
    /// Dumps that are looked at.
    private static let limit = 16
    /// How much of a dump is read to see what it is: more than any session key of OpenPGP takes.
    private static let headerSize = 4096

    /// Newest first.
    private var newest: [RestorePoint] = []

    /// - Parameter dump: a complete one, in any order. An empty one says nothing.
    mutating func add(_ dump: RestorePoint) {
        guard dump.bytes != 0 else { return }
        let index = newest.firstIndex { Self.order($0) < Self.order(dump) } ?? newest.count
        guard index < Self.limit else { return }
        newest.insert(dump, at: index)
        if newest.count > Self.limit { newest.removeLast() }
    }

    /// Looks at their beginnings.
    func read(into listing: inout BackupListing, _ files: any FileTree) {
        var names: Set<String> = []
        var isKnown = !newest.isEmpty
        for dump in newest {
            guard let mode = Self.mode(of: dump, &listing, files) else {
                isKnown = false
                continue
            }
            guard mode.isEncrypted else {
                listing.encryption = EncryptionMode("\(mode.name), in “\(dump.id)”", isEncrypted: false)
                return
            }
            names.insert(mode.name)
        }
        if isKnown { listing.encryption = EncryptionMode(names.sorted().joined(separator: ", "), isEncrypted: true) }
    }

    private static func mode(of dump: RestorePoint, _ listing: inout BackupListing, _ files: any FileTree) -> EncryptionMode? {
        do throws(ReadFailure) {
            let header = try files.beginning(of: HostPath(Subject.unescaping(dump.id)), count: headerSize)
            if let mode = header.flatMap({ DumpHeader($0).encryption }) { return mode }
            listing.remarks.append("whether “\(dump.id)” is encrypted is not to be seen from its beginning")
        } catch {
            listing.remarks.append("what “\(dump.id)” is could not be read: \(error.text)")
        }
        return nil
    }

    private static func order(_ dump: RestorePoint) -> (Int64, String) { (dump.finish, dump.id) }
}
