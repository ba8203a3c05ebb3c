import LinuxHost
import Synchronization

/// Which probes are looking, shown on a terminal while they do, and gone when they are done.
final class Progress: Sendable {
    private let isShown: Bool
    private let running = Mutex<[String]>([])

    init(isShown: Bool) { self.isShown = isShown }

    func began(_ probe: String) {
        show(
            running.withLock {
                $0.append(probe); return $0
            })
    }

    func ended(_ probe: String) {
        show(
            running.withLock { names in
                names.removeAll { $0 == probe }
                return names
            })
    }

    func clear() {
        if isShown { ThisProcess.writeError("\r\u{1B}[K") }
    }

    private func show(_ names: [String]) {
        guard isShown, !names.isEmpty else { return clear() }
        let text = "looking at \(names.joined(separator: ", "))"
        ThisProcess.writeError("\r\u{1B}[K\(text.prefix(78))")
    }
}
