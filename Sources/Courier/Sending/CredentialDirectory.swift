internal import Glibc
internal import ProbeKit

/// The directory that `$CREDENTIALS_DIRECTORY` names: systemd.exec(5), section "Credentials".
package struct CredentialDirectory: Sendable {
    private let path: String?

    /// An address and some keys are far less.
    private static let sizeLimit = 16 << 10
    /// A whole directory of credentials, loaded under these names, has them before the name of each file.
    private static let prefixes = ["", "plain_", "sealed_"]

    /// - Parameter path: nil where there is none.
    package init(_ path: String?) { self.path = path }

    /// What stands under a name, without one line feed at the end.
    func bytes(of name: String) throws(SendProblem) -> [UInt8] {
        guard let path else { throw SendProblem(.credential, "there is no $CREDENTIALS_DIRECTORY, and so no credential \(name)") }
        for prefix in Self.prefixes {
            do throws(SmallFile.Problem) {
                let file = try SmallFile("\(path)/\(prefix)\(name)", limit: Self.sizeLimit, followsLinks: false)
                try check(file, name)
                return file.bytes.last == UInt8(ascii: "\n") ? file.bytes.dropLast() : file.bytes
            } catch {
                if case .unreadable(let why) = error { throw SendProblem(.credential, "the credential \(name) cannot be used: \(why)") }
            }
        }
        throw SendProblem(.credential, "there is no credential \(name)")
    }

    /// The service manager protects its own directory, and grants access by lists that look like rights of a group.
    private func check(_ file: SmallFile, _ name: String) throws(SmallFile.Problem) {
        if path?.hasPrefix("/run/credentials/") == true { return }
        guard file.owner == geteuid(), file.mode & 0o177 == 0 else {
            throw .unreadable("it has to belong to who runs the courier, with mode 0600")
        }
    }
}
