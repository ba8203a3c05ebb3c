import ArgumentParser
import Controls
import Ledger
import LinuxHost
import Monitor
import ProbeKit

/// What a ledger says of its own log, and files that others hold about it.
enum Evidence {
    /// The verifier key that the first leaf names; nil where there is none to read. It says nothing about who wrote the file.
    static func key(namedBy reader: LedgerReader) throws(LedgerFailure) -> VerifierKey? {
        var key: VerifierKey?
        try reader.leaves(from: 0, count: 1) { _, bytes throws(LedgerFailure) in
            guard let leaf = try? Leaf(parsing: bytes), leaf.envelope.kind == .genesis,
                let genesis = try? GenesisRecord(canonicalJSON: leaf.what)
            else { return }
            key = VerifierKey(parsing: genesis.key)
        }
        return key
    }

    /// The same for commands that print it.
    static func key(of ledger: OpenLedger) throws -> VerifierKey {
        if let key = try ledger.snapshot({ reader throws(LedgerFailure) in try key(namedBy: reader) }) { return key }
        throw failure("\(ledger.path): no first leaf that names a key; verify the ledger", ExitStatus.inconclusive)
    }

    /// The key in a text, or on the first line of the file that it names.
    static func key(given text: String) throws -> VerifierKey {
        if let key = VerifierKey(parsing: text) { return key }
        let path = HostPath(given: text)
        let first = try contents(of: path).prefix { $0 != UInt8(ascii: "\n") }
        if let key = VerifierKey(parsing: String(decoding: first, as: UTF8.self)) { return key }
        throw failure("\(path): no verifier key on its first line: NAME+KEYID+BASE64, as `soc2d evidence key` prints it", ExitStatus.data)
    }

    static func checkpoint(in path: HostPath) throws -> SignedCheckpoint {
        do { return try SignedCheckpoint(parsing: contents(of: path)) } catch let problem as NoteProblem {
            throw failure("\(path): no checkpoint: \(problem)", ExitStatus.data)
        }
    }

    /// What lies beside the ledger of a state directory: the checkpoint that the monitor signed last, or why there is none that counts.
    static func neighbour(at path: HostPath) -> Result<SignedCheckpoint, Unusable> {
        do {
            guard let file = try RootedTree(root: "/").contents(of: path) else { return .failure(Unusable(text: "there is no such file")) }
            return .success(try SignedCheckpoint(parsing: file.bytes))
        } catch let failure as ReadFailure {
            return .failure(Unusable(text: failure.text))
        } catch { return .failure(Unusable(text: "\(error)")) }
    }

    struct Unusable: Error {
        let text: String
    }

    private static func contents(of path: HostPath) throws -> [UInt8] {
        do throws(ReadFailure) {
            if let file = try RootedTree(root: "/").contents(of: path) { return file.bytes }
        } catch { throw failure("\(error.path): \(error.text)", status(of: error)) }
        throw failure("\(path): there is no such file", ExitStatus.noInput)
    }

    private static func status(of failure: ReadFailure) -> Int32 {
        switch failure {
        case .denied: ExitStatus.noPermission
        case .hidden, .notRegular, .notADirectory, .tooLarge, .badLink, .changing, .failed: ExitStatus.data
        }
    }

    static func failure(_ text: String, _ status: Int32) -> ExitCode {
        ThisProcess.writeError("soc2d: \(text)\n")
        return ExitCode(status)
    }
}
