/// What the signatures of waivers are checked against.
struct WaiverSeals {
    let keyring: Keyring

    /// Who signed the file of a waiver; nil where nobody did, and nobody has to.
    /// - Parameter approver: who has to be the one that signed; nil where the waiver could not be read.
    func verified(
        _ signature: ConfigurationFile?, over file: ConfigurationFile, approvedBy approver: String?
    ) throws(ConfigurationProblem) -> VerifiedSignature? {
        guard let signature else {
            guard !keyring.requiresSignatures else { throw .unsigned(file: file.path) }
            return nil
        }
        let (bytes, signed) = (try signature.bytes(), try file.bytes())
        do throws(SignatureProblem) {
            let verified = try keyring.verified(bytes, over: signed)
            if let approver, approver.person != verified.signer.person { throw .otherPerson(verified.signer, expected: approver) }
            return verified
        } catch { throw .badSignature(file: signature.path, error) }
    }
}

extension ConfigurationFile {
    fileprivate func bytes() throws(ConfigurationProblem) -> [UInt8] {
        switch contents {
        case .text(let bytes): return bytes
        case .masked: return []
        case .unreadable(let why): throw .unreadable(file: path, why: why)
        }
    }
}
