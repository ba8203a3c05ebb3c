internal import CLibSSL
internal import ProbeKit

/// What X509_verify_cert(3) says about one path and nothing but that path.
@safe struct PathJudge {
    /// `X509_STORE *`: the anchor alone.
    private let trusted: OpaquePointer
    /// `STACK_OF(X509) *`: what lies between leaf and anchor.
    private let untrusted: OpaquePointer
    private let path: PathSearch.Path

    /// The number of the problem, 0 for none; nil where OpenSSL took another way than this path, which is then judged by itself.
    static func verdict(on path: PathSearch.Path, at time: Int64) -> Int32? {
        guard let trusted = unsafe X509_STORE_new(), let untrusted = unsafe OPENSSL_sk_new_null() else { return X509_V_ERR_OUT_OF_MEM }
        defer {
            unsafe OPENSSL_sk_free(untrusted)
            unsafe X509_STORE_free(trusted)
            ERR_clear_error()
        }
        return unsafe PathJudge(trusted: trusted, untrusted: untrusted, path: path).verdict(at: time)
    }

    private func verdict(at time: Int64) -> Int32? {
        guard let leaf = path.certificates.first, let context = unsafe X509_STORE_CTX_new() else { return X509_V_ERR_OUT_OF_MEM }
        defer { unsafe X509_STORE_CTX_free(context) }
        var between = path.certificates.dropFirst()
        if path.anchor != .none, let anchor = path.certificates.last {
            unsafe X509_STORE_add_cert(trusted, anchor.handle)
            between = between.dropLast()
        }
        for certificate in between { unsafe OPENSSL_sk_push(untrusted, UnsafeRawPointer(certificate.handle)) }
        guard unsafe X509_STORE_CTX_init(context, trusted, leaf.handle, untrusted) == 1,
            unsafe X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_SERVER) == 1
        else { return X509_V_ERR_OUT_OF_MEM }
        unsafe setParameters(X509_STORE_CTX_get0_param(context), time)
        if unsafe X509_verify_cert(context) == 1 { return unsafe isThisPath(X509_STORE_CTX_get0_chain(context)) ? X509_V_OK : nil }
        let problem = unsafe X509_STORE_CTX_get_error(context)
        return problem == X509_V_OK ? X509_V_ERR_UNSPECIFIED : problem
    }

    /// No name, no revocation; how strong keys are is judged elsewhere.
    private func setParameters(_ parameters: OpaquePointer?, _ time: Int64) {
        unsafe X509_VERIFY_PARAM_set_time(parameters, Int(time))
        unsafe X509_VERIFY_PARAM_set_auth_level(parameters, 0)
        unsafe X509_VERIFY_PARAM_set_depth(parameters, 100)
        if path.anchor == .pinned || path.anchor == .extra, let anchor = path.certificates.last, !anchor.isSelfSigned {
            unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN))
        }
    }

    private func isThisPath(_ chain: OpaquePointer?) -> Bool {
        let count = Int(unsafe OPENSSL_sk_num(chain))
        return count == path.certificates.count
            && path.certificates.indices.allSatisfy { index in
                guard let member = unsafe OPENSSL_sk_value(chain, Int32(index)) else { return false }
                return unsafe X509_cmp(OpaquePointer(member), path.certificates[index].handle) == 0
            }
    }

    /// A problem in OpenSSL's words.
    static func text(of problem: Int32) -> String { unsafe String(cString: X509_verify_cert_error_string(Int(problem))) }
}
