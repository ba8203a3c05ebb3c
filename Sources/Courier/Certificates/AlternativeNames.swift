internal import CLibSSL
internal import Controls
internal import ProbeKit

/// The DNS names and addresses of a subject alternative name: RFC 5280, section 4.2.1.6.
struct AlternativeNames {
    /// Lower case, escaped; candidates for the declared name first.
    private(set) var dnsNames: [String] = []
    private(set) var addresses: [IPAddress] = []
    /// How many there are, also those that cannot be names: longer than 255 bytes, or addresses of an odd size.
    private(set) var count = 0

    /// Bytes of the longest name that is kept, as it is written. RFC 1035, section 2.3.4.
    private static let longest = 255

    init(of certificate: Certificate, declaredName: String?) {
        defer { ERR_clear_error() }
        guard let extension_ = unsafe X509_get_ext_d2i(certificate.handle, NID_subject_alt_name, nil, nil) else { return }
        let names = OpaquePointer(extension_)
        defer { unsafe GENERAL_NAMES_free(names) }
        for index in 0..<max(0, unsafe soc2d_general_name_count(names)) {
            var (kind, length) = (Int32(0), Int32(0))
            guard let start = unsafe soc2d_general_name(names, index, &kind, &length) else { continue }
            count += 1
            add(unsafe Array(UnsafeBufferPointer(start: start, count: Int(max(0, length)))), isAddress: kind == GEN_IPADD)
        }
        putCandidatesFirst(declaredName?.utf8.lowercased ?? [])
    }

    private mutating func add(_ bytes: [UInt8], isAddress: Bool) {
        if isAddress {
            if let address = IPAddress(networkOrder: bytes[...]) { addresses.append(address) }
        } else if bytes.count <= Self.longest {
            let name = Subject.escaping(bytes.lowercased)
            if name.utf8.count <= Self.longest { dnsNames.append(name) }
        }
    }

    /// Candidates are the name itself, and a wildcard in the place of its first label.
    private mutating func putCandidatesFirst(_ declared: [UInt8]) {
        let name = String(decoding: declared, as: UTF8.self)
        let parent = declared.firstIndex(of: UInt8(ascii: ".")).map { "*" + String(decoding: declared[$0...], as: UTF8.self) }
        let isCandidate = { (known: String) in known == name || known == parent }
        dnsNames = dnsNames.filter(isCandidate) + dnsNames.filter { !isCandidate($0) }
        if let address = IPAddress(name), addresses.contains(address) {
            addresses = [address] + addresses.filter { $0 != address }
        }
    }
}
