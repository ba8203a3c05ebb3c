internal import Controls
internal import Glibc

/// The destinations that the files of this host describe, read by the courier itself, so that nobody can redirect it.
enum DestinationDirectory {
    /// Where nobody but root may have written: in another directory whoever named it answers for it.
    private static let system = "/etc/soc2d"
    private static let vendor = "/usr/lib/soc2d"
    private static let mostEntries = 1000

    /// - Parameter administrator: stands for `/etc/soc2d`.
    static func reader(_ administrator: String) -> DestinationReader {
        DestinationReader(ConfigurationFiles(directories: [vendor, administrator].map { files(in: $0) }))
    }

    private static func files(in top: String) -> [ConfigurationFile] {
        names(in: "\(top)/destinations.d").flatMap { name -> [ConfigurationFile] in
            let inner = name.hasSuffix(".destination.d") ? names(in: "\(top)/destinations.d/\(name)") : []
            return (inner.isEmpty ? [name] : inner.map { "\(name)/\($0)" }).map { file("destinations.d/\($0)", in: top) }
        }
    }

    private static func file(_ name: String, in top: String) -> ConfigurationFile {
        let path = "\(top)/\(name)"
        var target = [CChar](repeating: 0, count: 16)
        let count = unsafe readlink(path, &target, target.count)
        if count > 0, target.prefix(count).map({ UInt8(bitPattern: $0) }).elementsEqual("/dev/null".utf8) {
            return ConfigurationFile(name: name, path: path, contents: .masked)
        }
        do throws(SmallFile.Problem) {
            let file = try SmallFile(path, limit: UnitFile.sizeLimit)
            let isTrusted = ![system, vendor].contains(top) || (file.owner == 0 && file.mode & 0o002 == 0)
            let contents = isTrusted ? .text(file.bytes) : ConfigurationFile.Contents.unreadable("others than root may have written it")
            return ConfigurationFile(name: name, path: path, contents: contents)
        } catch {
            return ConfigurationFile(name: name, path: path, contents: .unreadable("it cannot be read"))
        }
    }

    private static func names(in directory: String) -> [String] {
        guard let stream = unsafe opendir(directory) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while names.count < mostEntries, let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
