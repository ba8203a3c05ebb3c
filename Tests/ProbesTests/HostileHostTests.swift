import Controls
import Foundation
import HostFixtures
import LinuxHost
import ProbeKit
import Probes
import Testing

/// Every probe against every broken state of every file that it reads: no crash, no hang, and no pass from what could not be read.
struct HostileHostTests {
    /// What can lie where a file should be.
    enum Damage: String, CaseIterable {
        case denied, directory, fifo, linkInACircle, linkToNowhere, millionLines
        case empty, truncated, binary, zeros, carriageReturns, oneEndlessLine, itself

        /// Whether the file is there and cannot be read, so that somebody has to say so.
        var isUnreadable: Bool {
            switch self {
            case .denied, .directory, .fifo, .linkInACircle, .millionLines: true
            case .linkToNowhere, .empty, .truncated, .binary, .zeros, .carriageReturns, .oneEndlessLine, .itself: false
            }
        }

        func applied(to bytes: [UInt8], at path: HostPath) -> MemoryTree.Entry {
            switch self {
            case .denied: .denied
            case .directory: .directory()
            case .fifo: .fifo
            case .linkInACircle: .link(path.description)
            case .linkToNowhere: .link("../../../../../../../../no/such/file")
            case .millionLines: .file([UInt8](repeating: 0x0A, count: 1_000_000))
            case .empty: ""
            case .truncated: .file(Array(bytes[..<(bytes.count * 2 / 3)]))
            case .binary: .file((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 >> 5) })
            case .zeros: .file(bytes.map { $0 == 0x0A ? 0x0A : 0 })
            case .carriageReturns: .file(bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] })
            case .oneEndlessLine: .file([UInt8](repeating: 0x41, count: 900_000))
            case .itself: .file(Array("include \(path)\n@include \(path)\nInclude \(path)\n@includedir \(path.parent)\n".utf8) + bytes)
            }
        }
    }

    /// How many changed forms of each file every probe is shown; `make soak` shows more.
    private static let mutations = ProcessInfo.processInfo.environment["SOC2D_MUTATIONS"].flatMap { Int($0) } ?? 10

    private func look(_ probe: ProbeEntry, _ tree: any FileTree) -> Results {
        var results = Results()
        let host = Host(files: tree, sockets: Doors(), processes: Doors(), now: Moment(seconds: 1_790_000_000), sha256: Digest.sha256)
        do throws(ProbeFailure) {
            var past = PastLooks()
            _ = try probe.execute(Self.settings(of: probe), host, &past, true, &results)
        } catch {
            for check in probe.manifest.checks {
                results.add(CheckResult(check.id, subject: "source:probe", .inconclusive(error.reason), observed: error.text))
            }
        }
        return results
    }

    @Test(arguments: Registry.probes.indices, Damage.allCases)
    func `a damaged file is never a pass that nobody questions`(index: Int, damage: Damage) throws {
        let probe = Registry.probes[index]
        let stock = AlteredTree(Self.tree(of: probe))
        let usual = look(probe, stock)
        for path in stock.filesRead {
            guard let bytes = try Self.tree(of: probe).contents(of: path, within: .accounts)?.bytes else { continue }
            let results = look(probe, AlteredTree(Self.tree(of: probe), [path: damage.applied(to: bytes, at: path)]))
            for check in probe.manifest.checks {
                #expect(results.populations[check.id] != nil, "\(check.id) says nothing when \(path) is \(damage)")
            }
            guard damage.isUnreadable, !Self.isBesideThePoint(path) else { continue }
            let said = results.named.filter { $0.verdict.outcome == .inconclusive && mentions($0, path) }
            // What lies where a dump should be is no dump, and that was seen.
            if path.parent != "/srv/dumps" { #expect(!said.isEmpty, "nothing is inconclusive because of \(path) being \(damage)") }
            let passes = { (results: Results) in results.populations.values.reduce(0) { $0 + $1.pass } }
            #expect(passes(results) <= passes(usual), "\(path) being \(damage) lets more pass")
        }
    }

    @Test func `the backed up host passes, so that there is something to lose`() throws {
        let probe = try #require(Registry.probes.first { $0.manifest.probe == "backup-freshness" })
        let results = look(probe, BackedUpHost.tree)
        #expect(
            results.named.filter { [.fail, .inconclusive].contains($0.verdict.outcome) }.map { "\($0.check) \($0.subject) \($0.observed)" }
                == [])
    }

    @Test(arguments: Registry.probes.indices)
    func `files with a few bytes changed, doubled or lost never stop a probe`(index: Int) throws {
        let probe = Registry.probes[index]
        let stock = AlteredTree(Self.tree(of: probe))
        _ = look(probe, stock)
        var dice = Dice(state: UInt64(index) + 1)
        for path in stock.filesRead {
            guard let bytes = try Self.tree(of: probe).contents(of: path, within: .accounts)?.bytes, !bytes.isEmpty else { continue }
            for _ in 0..<Self.mutations {
                let results = look(probe, AlteredTree(Self.tree(of: probe), [path: .file(dice.mutated(bytes))]))
                for check in probe.manifest.checks { #expect(results.populations[check.id] != nil, "\(check.id) with \(path) changed") }
            }
        }
    }

    @Test(arguments: Registry.probes.indices)
    func `an empty host and one that may not be read pass nothing`(index: Int) {
        let probe = Registry.probes[index]
        for results in [look(probe, MemoryTree()), look(probe, DeniedTree())] {
            for check in probe.manifest.checks {
                let population = results.populations[check.id]
                #expect(population != nil && population?.pass == 0, "\(check.id)")
            }
        }
    }

    /// The host whose files are damaged: a probe that looks only where it is told to needs something that it is told of.
    private static func tree(of probe: ProbeEntry) -> MemoryTree {
        probe.manifest.probe == "backup-freshness" ? BackedUpHost.tree : .stockDebian
    }

    private static func settings(of probe: ProbeEntry) -> Settings {
        switch probe.manifest.probe {
        case "backup-freshness": BackedUpHost.settings
        // So that no check is off.
        case "password-policy": Settings([Assignment(key: "PolicyPack", value: "classic", place: Place(file: "a.control", line: 1))])
        default: Settings()
        }
    }

    /// What a probe looks at without needing it: the host's name matters only where a rule names hosts, sudo itself passes over what
    /// is no file in its directory, of a module only its presence counts, and jobs that no backup set stands for are notes.
    private static func isBesideThePoint(_ path: HostPath) -> Bool {
        let text = path.description
        return path == "/etc/hostname" || path.parent == "/etc/sudoers.d" || path.parent.description.hasSuffix("/security")
            || text.hasPrefix("/etc/cron") || text.contains("/systemd/system")
    }

    private func mentions(_ result: CheckResult, _ path: HostPath) -> Bool {
        ([result.subject, result.observed] + result.sources.map(\.path) + result.notes.map(\.text)).contains { $0.contains(path.escaped) }
    }
}

/// A host with one door, held by a service.
private struct Doors: SocketTable, ProcessTable {
    func listeners() throws(ProbeFailure) -> ListenerInventory {
        ListenerInventory(sockets: [
            ListeningSocket(transport: .tcp, address: .v4(0), port: 22, inode: 7),
            ListeningSocket(transport: .tcp, address: .v4(0), port: 5432, inode: 8),
        ])
    }

    func publishedPorts() throws(ProbeFailure) -> PublishedPorts { PublishedPorts() }

    func foreignNetworks() throws(ProbeFailure) -> ForeignNetworks { ForeignNetworks() }

    func holders(of inodes: Set<UInt64>) throws(ProbeFailure) -> SocketHolders {
        let process = SocketHolders.Process(
            pid: 1, executable: "/usr/sbin/sshd", controlGroups: Array("0::/system.slice/ssh.service\n".utf8))
        return SocketHolders(processes: [process], holdings: [.init(inode: 7, process: 0), .init(inode: 8, process: 0)])
    }
}

/// Changes that come out the same at every run (splitmix64).
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        let marks = Array("\0\n\r\t :=,[]{}()\"'\\#!@%+-*/$~\u{7F}".utf8) + [0xFF, 0xC3, 0x80]
        var changed = bytes
        for _ in 0..<Int.random(in: 1...8, using: &self) where !changed.isEmpty {
            let place = changed.indices.randomElement(using: &self) ?? 0
            switch Int.random(in: 0..<4, using: &self) {
            case 0: changed[place] = marks.randomElement(using: &self) ?? 0
            case 1: changed.insert(marks.randomElement(using: &self) ?? 0, at: place)
            case 2: changed.removeSubrange(place..<min(changed.count, place + Int.random(in: 1...40, using: &self)))
            default: changed.insert(contentsOf: changed[place..<min(changed.count, place + 40)], at: place)
            }
        }
        return changed
    }
}
