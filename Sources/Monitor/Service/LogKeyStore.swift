internal import Controls
internal import LinuxHost
internal import Ledger

/// Where the key of the log is: given by the service manager, or kept beside the ledger.
struct LogKeyStore {
    /// `$CREDENTIALS_DIRECTORY`; nil where there is none.
    let credentials: String?
    /// Beside the ledger.
    let path: String

    private static let credential = "soc2d.log-key"

    /// The key. A ledger that has not begun gets a new one where there is none.
    /// - Parameter hasBegun: whether the ledger has a genesis, which names its key.
    func key(of origin: LogName, hasBegun: Bool, random: some RandomSource) throws(ServiceRefusal) -> LogKey {
        let seed = try seed(hasBegun: hasBegun, random: random)
        do throws(SigningFailure) { return try LogKey(origin, seed: seed) } catch { throw .unusableKey("\(error)") }
    }

    private func seed(hasBegun: Bool, random: some RandomSource) throws(ServiceRefusal) -> KeySeed {
        do throws(KeyFileProblem) {
            if let credentials, let seed = try KeyFile("\(credentials)/\(Self.credential)", keptBy: .serviceManager).read() { return seed }
            if let seed = try KeyFile(path).read() { return seed }
        } catch { throw .key(error) }
        guard !hasBegun else { throw .noKey(path: path) }
        return try made(random)
    }

    private func made(_ random: some RandomSource) throws(ServiceRefusal) -> KeySeed {
        let seed: KeySeed
        do throws(RandomFailure) { seed = try KeySeed.drawn(from: random) } catch { throw .ledger(.random(error)) }
        do throws(KeyFileProblem) { try KeyFile(path).write(seed) } catch { throw .key(error) }
        return seed
    }
}
