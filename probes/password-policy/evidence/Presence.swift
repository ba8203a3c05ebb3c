import ProbeKit

/// Whether something is on the host, which a directory that hides its names may leave open.
enum Presence: String, CaseIterable, Sendable {
    case present, absent, unknown

    /// Whether any of some files is there; the content does not matter.
    init(ofAny paths: [HostPath], in tree: any FileTree) {
        self = .absent
        for path in paths {
            do throws(ReadFailure) {
                if try tree.status(of: path) != nil {
                    self = .present
                    return
                }
            } catch {
                self = .unknown
            }
        }
    }
}
