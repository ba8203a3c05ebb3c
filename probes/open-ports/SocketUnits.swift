import Controls
import ProbeKit

/// Which `.socket` unit PID 1 holds a socket for: systemd.socket(5), read from the unit files.
struct SocketUnits: Sendable {
    /// What one unit listens on.
    private struct Claim: Hashable {
        let unit: String
        let listen: SocketUnitFile.Listen
    }

    private struct Port: Hashable {
        let transport: Transport
        let port: UInt16
    }

    private var claims: [Port: [Claim]] = [:]
    /// Whether every unit file could be read.
    private var isComplete = true

    /// Where systemd looks for units, the first place first: systemd.unit(5).
    private static let places: [HostPath] = [
        "/etc/systemd/system.control", "/run/systemd/system.control", "/run/systemd/transient", "/run/systemd/generator.early",
        "/etc/systemd/system", "/etc/systemd/system.attached", "/run/systemd/system", "/run/systemd/system.attached",
        "/run/systemd/generator", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system",
        "/run/systemd/generator.late",
    ]
    /// A host with more socket units than this is not looked through.
    private static let unitLimit = 2000

    init(of files: any FileTree) {
        var seen: Set<HostPath> = []
        for place in Self.places {
            for name in list(place, in: files) where name.bytes.suffix(7).elementsEqual(".socket".utf8) && seen.insert(name).inserted {
                if seen.count <= Self.unitLimit { read(name, at: place.appending(name), from: files) } else { isComplete = false }
            }
        }
    }

    /// The unit of a socket that PID 1 holds; `init.scope` if no unit file claims it, nil if several do, of which only one can
    /// be active, or if one that could not be read may claim it. (Active socket units leave no trace in `/run/systemd/units`.)
    func unit(of socket: ListeningSocket) -> String? {
        let all = claims[Port(transport: socket.transport, port: socket.port)] ?? []
        let fitting = Set(all.filter { Self.fits($0.listen, socket) }.map(\.unit))
        if fitting.isEmpty { return isComplete ? "init.scope" : nil }
        return fitting.count == 1 ? fitting.first : nil
    }

    private static func fits(_ listen: SocketUnitFile.Listen, _ socket: ListeningSocket) -> Bool {
        listen.address.map { $0 == socket.address } ?? (AddressClass(socket.address) == .wildcard)
    }

    private mutating func list(_ place: HostPath, in files: any FileTree) -> [HostPath] {
        do throws(ReadFailure) { return try files.names(in: place) ?? [] } catch {
            isComplete = false
            return []
        }
    }

    private mutating func read(_ name: HostPath, at path: HostPath, from files: any FileTree) {
        var unit = SocketUnitFile()
        do throws(ReadFailure) {
            // A unit that vanished meanwhile listens on nothing.
            guard let file = try files.contents(of: path) else { return }
            unit.read(file.bytes)
            for dropIn in dropIns(of: name, in: files) { if let file = try files.contents(of: dropIn) { unit.read(file.bytes) } }
        } catch {
            // A link to /dev/null masks the unit; an empty file does the same.
            if case .notRegular(_, .device) = error { return }
            isComplete = false
        }
        for listen in unit.listens {
            claims[Port(transport: listen.transport, port: listen.port), default: []].append(
                Claim(unit: name.escaped, listen: listen))
        }
    }

    /// `NAME.d/*.conf` of all places by file name; of two with the same name only the one in the first place counts.
    private mutating func dropIns(of name: HostPath, in files: any FileTree) -> [HostPath] {
        var found: [HostPath: HostPath] = [:]
        for place in Self.places {
            let directory = place.appending(HostPath(name.bytes + Array(".d".utf8)))
            for file in list(directory, in: files) where file.bytes.suffix(5).elementsEqual(".conf".utf8) && found[file] == nil {
                found[file] = directory.appending(file)
            }
        }
        return found.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }.map(\.value)
    }
}
