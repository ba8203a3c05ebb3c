/// What a PAM module can answer, numbered as in `_pam_types.h`.
enum PamReturn: Int, CaseIterable, Hashable, Sendable {
    case success, openError, symbolError, serviceError, systemError, bufferError, permissionDenied, authError
    case credentialsInsufficient, authInfoUnavailable, userUnknown, maximumTries, newTokenRequired, accountExpired, sessionError
    case credentialsUnavailable, credentialsExpired, credentialsError, noModuleData, conversationError, tokenError
    case tokenRecoverError, tokenLockBusy, tokenDisableAging, tryAgain, ignore, abort, tokenExpired, moduleUnknown, badItem
    case conversationAgain, incomplete

    /// The names of pam.conf(5), in the order of the codes.
    static let names = [
        "success", "open_err", "symbol_err", "service_err", "system_err", "buf_err", "perm_denied", "auth_err",
        "cred_insufficient", "authinfo_unavail", "user_unknown", "maxtries", "new_authtok_reqd", "acct_expired", "session_err",
        "cred_unavail", "cred_expired", "cred_err", "no_module_data", "conv_err", "authtok_err", "authtok_recover_err",
        "authtok_lock_busy", "authtok_disable_aging", "try_again", "ignore", "abort", "authtok_expired", "module_unknown",
        "bad_item", "conv_again", "incomplete",
    ]

    /// Every answer that ends the work of a module; `incomplete` only suspends it.
    static let finished = allCases.filter { $0 != .incomplete }
    /// Every answer that neither grants nor steps aside.
    static let failures = finished.filter { $0 != .success && $0 != .ignore && $0 != .newTokenRequired }
}

/// What a stack does with an answer: pam.conf(5).
enum PamAction: Hashable, Sendable {
    case ignore, ok, done, bad, die, reset
    /// Passes over so many of the following modules.
    case jump(Int)
}
