import Controls
import Courier
import HostFixtures
import Ledger
import ProbeKit

@testable import LinuxHost
@testable import Probes

/// The readers of bytes that a kernel or a stranger sends: any bytes may come, and none may trap.
enum Reader: String, CaseIterable {
    /// The account files of a host: passwd, shadow, group, nsswitch.conf.
    case accounts
    /// The records of backups, and what restores are compared with.
    case backup
    /// What borg lists.
    case borg
    /// A list of certificates, as TLS sends it, with every certificate and path in it.
    case certificates
    /// The text of a checkpoint that a log signed.
    case checkpoint
    /// A file as a database of SQLite, whatever it is.
    case databases
    /// What a TLS server answers after the records are taken off.
    case handshake
    /// JSON of other programs, whatever it says.
    case json
    /// sshd_config, files of keys, gshadow, and the command line of sshd.
    case keys
    /// LDAP answers to STARTTLS.
    case ldap
    /// wtmp and lastlog.
    case logins
    /// NAT rules of nf_tables.
    case nat
    /// Datagrams of sock_diag(7).
    case netlink
    /// PAM files, with all the ways through their stacks.
    case pam
    /// What pgbackrest says of a stanza.
    case pgbackrest
    /// A signed note, with what its keys say.
    case note
    /// A `.tlog-proof` file.
    case proof
    /// The records of a TLS server, with everything in them.
    case record
    /// What restic lists.
    case restic
    /// Rosters of accounts and of departures, and sheets of reviews.
    case rosters
    /// sudoers, sudo.conf and doas.conf, and what cvtsudoers makes of them.
    case rules
    /// The settings of PAM modules, login.defs, and the defaults of useradd.
    case settings
    /// A detached signature of OpenSSH.
    case signature

    func read(_ bytes: [UInt8]) {
        switch self {
        case .accounts:
            PasswordFiles.readAccounts(bytes)
            AccessFiles.readAccounts(bytes)
        case .backup: Self.readBackup(bytes)
        case .borg: Self.readListing(bytes, .borg)
        case .certificates: Self.readCertificates(bytes)
        case .checkpoint: Self.readCheckpoint(bytes)
        case .databases: Self.readDatabase(bytes)
        case .handshake: Self.readMessages(bytes)
        case .json: Self.readJSON(bytes)
        case .keys: AccessFiles.readKeys(bytes)
        case .ldap:
            _ = try? LDAPMessage.size(bytes)
            _ = try? LDAPMessage(bytes)
        case .logins: Self.readLogins(bytes)
        case .nat: Self.readRules(bytes)
        case .netlink:
            for family in SocketFamily.all {
                var reader = DiagnosticReader(family, sequence: 1)
                _ = try? reader.read(bytes, count: bytes.count)
            }
        case .pam: PasswordFiles.readStacks(bytes)
        case .pgbackrest: Self.readListing(bytes, .pgbackrest)
        case .note: Self.readNote(bytes)
        case .proof: Self.readProof(bytes)
        case .record:
            var flight = ServerFlight()
            let half = bytes.count / 2
            _ = try? flight.take(bytes[..<half])
            _ = try? flight.take(bytes[half...])
        case .restic: Self.readListing(bytes, .restic)
        case .rosters: Self.readRosters(bytes)
        case .rules: AccessFiles.readRules(bytes)
        case .settings: PasswordFiles.readSettings(bytes)
        case .signature: Self.readSignature(bytes)
        }
    }

    private static func readJSON(_ bytes: [UInt8]) {
        var reader = JSONReader(bytes)
        try? reader.skip()
        _ = try? reader.end()
        var message = JSONReader(bytes)
        _ = try? message.repairedString()
        _ = Moment(rfc3339: String(decoding: bytes, as: UTF8.self))
        _ = try? ListingAttempt(parsing: bytes)
    }

    /// The listing of a file, and everything that is made of it.
    private static func readListing(_ bytes: [UInt8], _ adapter: AdapterName) {
        let path: HostPath = "/listing"
        let section = RepeatedSection(kind: "BackupSet", place: Place(file: "", line: 1))
        var settings = Settings(
            [("Name", "a"), ("Adapter", adapter.rawValue), ("Source", path.escaped)].map {
                Assignment(key: $0.0, value: $0.1, place: Place(file: "", line: 2), section: section)
            })
        let sets = settings.sections("BackupSet") { settings, section in BackupSet(&settings, in: section) }
        let host = Host(
            files: MemoryTree([path: .file(bytes)]), localTime: { Moment(rfc3339: "\($0.date)T\($0.clock):00Z") }, now: Moment(seconds: 0),
            sha256: { _ in [] })
        for set in sets.compactMap({ $0 }) {
            _ = try? adapter.adapter.listing(of: set, on: host, seeking: ["a"], after: nil).canonicalJSON()
        }
    }

    /// What is read can be written into evidence, and read again where it was written.
    private static func readBackup(_ bytes: [UInt8]) {
        if var status = try? BackupStatus(parsing: bytes) {
            // Of a location that no tool writes, what is kept may shrink once more when it is read again.
            var again = try? BackupStatus(parsing: status.json)
            status.repository = nil
            again?.repository = nil
            precondition(again == status)
        }
        if let check = try? IntegrityCheck(parsing: bytes) { precondition((try? IntegrityCheck(parsing: check.json)) == check) }
        if let test = try? RestoreTest(parsing: bytes) { precondition((try? RestoreTest(canonicalJSON: test.canonicalJSON())) == test) }
        _ = try? ChecksumList(parsing: bytes)
    }

    /// Both kinds of database at once: the tables have other names.
    private static func readDatabase(_ bytes: [UInt8]) {
        readHistory(["/var/lib/lastlog/lastlog2.db": .file(bytes), "/var/log/wtmp.db": .file(bytes)])
    }

    private static func readLogins(_ bytes: [UInt8]) {
        readHistory(["/var/log/wtmp": .file(bytes), "/var/log/lastlog": .file(bytes)])
    }

    /// What is read can be written into evidence, and read again.
    private static func readHistory(_ files: MemoryTree) {
        let host = Host(files: files, tables: DatabaseTables(), now: Moment(seconds: 1_795_000_000), sha256: { _ in [] })
        var inventory = AccountInventory()
        inventory.accounts = ["alice", "bob", "cloudsdk"].enumerated().map { number, name in
            var account = AccountFact()
            account.name = name
            account.uid = UInt32(number)
            account.password = .usable
            return account
        }
        let history = LoginFinder(host, Credentials(inventory, KeyInventory(), on: 20_000)).history()
        precondition((try? LoginHistory(canonicalJSON: history.canonicalJSON())) == history)
    }

    private static func readMessages(_ bytes: [UInt8]) {
        var reader = HandshakeReader()
        for message in (try? reader.take(bytes)) ?? [] {
            _ = try? ServerHello(message.body)
            _ = try? TemporaryKey.bits(message.body)
            _ = CertificateMessage(parsing: message.body, version: .tls12)
            _ = CertificateMessage(parsing: message.body, version: .tls13)
        }
    }

    /// The first byte says which version.
    private static func readCertificates(_ bytes: [UInt8]) {
        var list = PresentedList(.any)
        list.add(CertificateMessage(parsing: bytes.dropFirst(), version: bytes.first == 13 ? .tls13 : .tls12))
        var request = HandshakeRequest()
        request.time = 1_800_000_000
        request.declaredName = "www.example.test"
        var handshake = Handshake()
        let shown = ShownCertificates([list], for: request, until: .after(milliseconds: 2000), system: TrustStore())
        handshake.certificates = shown.certificates
        handshake.chains = shown.chains
        _ = try? handshake.canonicalJSON()
    }

    private static func readRules(_ bytes: [UInt8]) {
        let tables = ["nat", "n"].map { RuleReader.Chain(family: 2, table: $0, name: "") }
        for kind in [RuleReader.Kind.chains, .rules] {
            var reader = RuleReader(kind, sequence: 1, tablesOf: tables)
            _ = try? reader.read(bytes, count: bytes.count)
        }
    }

    /// What is accepted is written again as it was.
    private static func readNote(_ bytes: [UInt8]) {
        guard let note = try? SignedNote(parsing: bytes) else { return }
        precondition(note.bytes == bytes)
        let keys = note.signatures.compactMap { VerifierKey(name: $0.name, publicKey: Array($0.bytes.prefix(32))) }
        _ = try? note.signers(among: keys)
    }

    private static func readCheckpoint(_ bytes: [UInt8]) {
        guard let checkpoint = try? Checkpoint(parsing: bytes) else { return }
        precondition(checkpoint.text == bytes)
    }

    /// What is kept of each list is read again as it was written.
    private static func readRosters(_ bytes: [UInt8]) {
        let path: HostPath = "/r"
        let host = Host(files: MemoryTree([path: .file(bytes)]), now: Moment(seconds: 1_800_000_000)) { $0.suffix(32) }
        let settings = [("Roster", "/r"), ("DepartureRoster", "/r"), ("ReviewRecord", "/r")].map { key, value in
            Assignment(key: key, value: value, place: Place(file: "", line: 1))
        }
        var read = Settings(settings)
        let probe = AccountDriftProbe(settings: &read)
        guard let seen = try? probe.observe(host, after: nil) else { return }
        var results = Results()
        probe.judge(seen, against: nil, into: &results)
        precondition((try? AccountDriftEvidence(canonicalJSON: seen.canonicalJSON())) == seen)
    }

    private static func readSignature(_ bytes: [UInt8]) {
        guard let signature = try? DetachedSignature(parsing: bytes) else { return }
        _ = signature.fits(bytes, HostCryptography())
        precondition((try? PersonalKey(blob: signature.key.blob)) == signature.key)
    }

    private static func readProof(_ bytes: [UInt8]) {
        guard let hasher = try? TreeHasher(), let proof = try? LogProof(parsing: bytes) else { return }
        precondition(proof.bytes == bytes)
        let head = proof.checkpoint.checkpoint.head
        _ = InclusionProof(leaf: proof.leaf, size: head.size, hashes: proof.hashes).proves(hasher.emptyTree, in: head.root, with: hasher)
        let consistency = ConsistencyProof(from: proof.leaf, to: head.size, hashes: proof.hashes)
        _ = consistency.proves(hasher.emptyTree, before: head.root, with: hasher)
    }
}
