import Controls
import ProbeKit

/// The unit files of a host, as systemd.unit(5) finds them: the first directory wins, drop-ins of all apply.
struct UnitFiles {
    private static let directories: [HostPath] = [
        "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system",
    ]
    private static let limit = 2000

    private let files: any FileTree
    private(set) var gaps: [Unread] = []

    init(_ files: any FileTree) { self.files = files }

    /// A command of a service with the place where it stands.
    struct Command {
        let path: HostPath
        let line: Int
        let text: ArraySlice<UInt8>
    }

    /// The services that are enabled themselves or by a timer that is: by a link in a directory `*.wants` or `*.requires`. In byte order.
    mutating func enabledServices() -> [String] {
        var services: Set<String> = []
        for directory in Self.directories {
            for name in names(in: directory) where name.bytes.ends(with: ".wants") || name.bytes.ends(with: ".requires") {
                for unit in names(in: directory.appending(name)).prefix(Self.limit) {
                    let unit = String(decoding: unit.bytes, as: UTF8.self)
                    if unit.hasSuffix(".service") { services.insert(unit) }
                    if unit.hasSuffix(".timer") { services.insert(started(by: unit)) }
                }
            }
        }
        return services.sorted()
    }

    /// What a service starts, with its drop-ins.
    mutating func commands(of service: String) -> [Command] {
        var commands: [Command] = []
        for path in sources(of: service) {
            for (key, command) in assignments(in: path) where key.hasPrefix("ExecStart") {
                if command.text.isEmpty { commands.removeAll() } else { commands.append(command) }
            }
        }
        return commands
    }

    /// The service that a timer starts: `Unit=`, or the one of its name.
    private mutating func started(by timer: String) -> String {
        let named = sources(of: timer).flatMap { assignments(in: $0) }.last { $0.key == "Unit" && !$0.value.text.isEmpty }
        return named.map { String(decoding: $0.value.text, as: UTF8.self) } ?? timer.dropLast(6) + ".service"
    }

    /// The unit file and then its drop-ins by name; nothing for a masked unit. `name@instance.service` has those of `name@.service` too.
    private mutating func sources(of unit: String) -> [HostPath] {
        guard !unit.contains("/") else { return [] }
        var names = [HostPath(unit)]
        if let at = unit.firstIndex(of: "@"), let dot = unit.lastIndex(of: "."), at < dot {
            names.append(HostPath(String(unit[...at]) + String(unit[dot...])))
        }
        var main: HostPath?
        var dropIns: [HostPath: HostPath] = [:]
        for name in names {
            for directory in Self.directories {
                let path = directory.appending(name)
                if main == nil, isThere(path) { main = path }
                let drops = directory.appending(name.with(suffix: ".d"))
                for drop in self.names(in: drops) where drop.bytes.ends(with: ".conf") && dropIns[drop] == nil {
                    dropIns[drop] = drops.appending(drop)
                }
            }
        }
        guard let main, (try? files.linkTarget(of: main)) != "/dev/null" else { return [] }
        return [main] + dropIns.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }.map(\.value)
    }

    /// The lines `KEY=VALUE` of a file; a line that ends in `\` goes on in the next one.
    private mutating func assignments(in path: HostPath) -> [(key: String, value: Command)] {
        guard let file = contents(of: path) else { return [] }
        var found: [(key: String, value: Command)] = []
        var text: [UInt8] = []
        var start = 0
        for (number, line) in ByteLines(file.bytes) {
            let line = line.trimmed
            if line.first == UInt8(ascii: "#") || line.first == UInt8(ascii: ";") { continue }
            if text.isEmpty { start = number }
            if line.last == UInt8(ascii: "\\") {
                text += line.dropLast() + [0x20]
                continue
            }
            text += line
            if let equals = text.firstIndex(of: UInt8(ascii: "=")) {
                let key = String(decoding: text[..<equals][...].trimmed, as: UTF8.self)
                let value = text[(equals + 1)...].trimmed.drop { key.hasPrefix("ExecStart") && "@-:+!|".utf8.contains($0) }
                found.append((key, Command(path: path, line: start, text: value)))
            }
            text = []
        }
        return found
    }

    private mutating func isThere(_ path: HostPath) -> Bool {
        // A masked unit is a link to a device, which has a status like any other.
        do throws(ReadFailure) { return try files.status(of: path) != nil } catch {
            gaps.append(Unread(error))
            return false
        }
    }

    private mutating func contents(of path: HostPath) -> File? {
        do throws(ReadFailure) { return try files.contents(of: path) } catch {
            gaps.append(Unread(error))
            return nil
        }
    }

    private mutating func names(in directory: HostPath) -> [HostPath] {
        do throws(ReadFailure) { return try files.names(in: directory) ?? [] } catch {
            gaps.append(Unread(error))
            return []
        }
    }
}

extension [UInt8] {
    fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
