import Controls
import ProbeKit

/// A roster is a file in unit-file syntax: a section `[Roster]` with `Source=`, `Query=`, `ImportedBy=`, `AsOf=` and `Account=` lines.
extension Roster {
    /// Bytes of what says where it comes from: a leaf of the log has to hold them.
    private static let originLimit = 4096

    /// Reads the file. One that others than its writers can have written approves nobody.
    init(at path: HostPath, on host: Host) {
        self.init(at: path, on: host) { roster, unit in
            roster.readOrigin(in: "Roster", of: unit) { roster, keys in
                roster.accounts = Set(keys.words("Account", default: [])).sorted()
                return roster.accounts.isEmpty ? ["Account"] : []
            }
        }
    }

    /// - Parameter read: takes what the file says, and tells what is wrong with it.
    init(at path: HostPath, on host: Host, read: (inout Roster, UnitFile) -> [ConfigurationProblem]) {
        self.path = path.escaped
        readAt = host.now.seconds
        do throws(ReadFailure) {
            gap = try RecordTrust.gap(of: path, in: host.files)
            guard gap == nil, let (file, seal) = try host.sealedContents(of: path, within: .configuration) else { return }
            self.seal = seal
            provenance = Provenance(file, digest: host.sha256(file.bytes))
            take(file.bytes, at: host.now, read)
        } catch { gap = Unread(error) }
    }

    private mutating func take(_ bytes: [UInt8], at now: Moment, _ read: (inout Roster, UnitFile) -> [ConfigurationProblem]) {
        do throws(ConfigurationProblems) {
            let problems = read(&self, try UnitFile(parsing: bytes, file: path))
            guard problems.isEmpty else { throw ConfigurationProblems(problems) }
        } catch {
            gap = Unread(path, .parseError, error.all.first?.description ?? "")
            return
        }
        guard let time = time else {
            gap = Unread(path, .parseError, "AsOf= is neither a day such as 2026-11-22 nor a time such as 2026-11-22T06:00:00Z")
            return
        }
        if time.earliest > now {
            gap = Unread(path, .sourceConflict, "AsOf=\(asOf) is later than now, \(now.rfc3339): one of two clocks is wrong")
        }
    }

    /// Reads where a list comes from, in the sections that are called so.
    /// - Parameters:
    ///   - others: the other sections that the file may have.
    ///   - rest: reads what else stands there, and names the keys that are missing.
    mutating func readOrigin(
        in name: String, of unit: UnitFile, beside others: [String] = [],
        rest: (inout Roster, inout Settings) -> [String] = { _, _ in [] }
    ) -> [ConfigurationProblem] {
        let own = unit.sections.filter { $0.name == name }
        let strange = unit.sections.filter { $0.name != name && !others.contains($0.name) }
        var keys = Settings(own.flatMap(\.assignments))
        let said = { (key: String, keys: inout Settings) in keys.entries(key, expected: "text") { $0 }.last?.value }
        source = said("Source", &keys) ?? ""
        query = said("Query", &keys)
        importedBy = said("ImportedBy", &keys) ?? ""
        asOf = said("AsOf", &keys) ?? ""
        let demanded = [("Source", source.isEmpty), ("ImportedBy", importedBy.isEmpty), ("AsOf", asOf.isEmpty)]
        let missing = (demanded.filter(\.1).map(\.0) + rest(&self, &keys)).map {
            ConfigurationProblem.missing(key: $0, section: name, file: path)
        }
        let size = [source, query ?? "", importedBy, asOf].reduce(0) { $0 + $1.utf8.count }
        let long = own.first.flatMap { section in
            size > Self.originLimit
                ? ConfigurationProblem.misplacedSection(name, at: section.place, because: "it says too much of where it comes from") : nil
        }
        return strange.map { .unknown(.section, $0.name, at: $0.place, known: [name] + others) } + keys.problems + missing
            + [long].compactMap(\.self)
    }
}
