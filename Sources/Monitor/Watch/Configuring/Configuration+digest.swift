import Controls
import ProbeKit

extension Configuration {
    /// SHA-256, in hexadecimal, over every control, setting, waiver and silence, and what the monitor itself goes by, wherever they stand.
    func digest(sha256: ([UInt8]) -> [UInt8]) -> String { Self.digest(of: ConfigurationLine.all(of: self), sha256: sha256) }

    /// The same of the settings of one probe.
    func digest(ofSettings probe: String, sha256: ([UInt8]) -> [UInt8]) -> String {
        Self.digest(of: ConfigurationLine.lines(ofSettings: settings[probe] ?? [], of: probe), sha256: sha256)
    }

    static func digest(of lines: [ConfigurationLine], sha256: ([UInt8]) -> [UInt8]) -> String {
        sha256(Array(lines.map { $0.text + "\n" }.joined().utf8)).hexadecimal
    }

    /// What another configuration says and this one does not, and the reverse, a line each, as ``ConfigurationRecord`` has them.
    func differences(to later: Configuration) -> [String] {
        let (before, after) = (ConfigurationLine.all(of: self), ConfigurationLine.all(of: later))
        let (known, wanted) = (Set(before.map(\.text)), Set(after.map(\.text)))
        let lines =
            before.filter { !wanted.contains($0.text) }.map { "- \($0.line)" }
            + after.filter { !known.contains($0.text) }.map { "+ \($0.line)" }
        return lines.shortened(to: 100)
    }
}

extension [String] {
    /// No more lines than a leaf has room for, none of them long.
    func shortened(to count: Int) -> [String] {
        let lines = self.count > count ? prefix(count - 1) + ["… and \(self.count - count + 1) more"] : self[...]
        return lines.map { line in line.utf8.count > 500 ? String(decoding: line.utf8.prefix(480), as: UTF8.self) + "…" : line }
    }
}
