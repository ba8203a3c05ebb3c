import Controls
import ProbeKit

extension TLSConfigProbe {
    static let manifest = Manifest(
        probe: "tls-config",
        purpose: "Shows which protocol versions and ciphers the TLS services accept, and whether their certificates are sound and in time.",
        reads: [
            "sock_diag(7) and /proc/PID, as open-ports does", "the TLS services of this host, through soc2d-courier, over loopback",
            "the services that Endpoint= names", "the configurations of TLS servers, and the certificates that they name",
            "owner, mode, access list and PEM label of private keys", "the files that TrustAnchor= and certificate= name",
        ],
        usualDeadline: .seconds(120),
        checks: [
            CheckManifest(
                protocolVersion,
                advice:
                    "raise the protocol line of the service (`ssl_protocols`, `SSLProtocol`, `smtpd_tls_protocols`), reload it, and try "
                    + "`openssl s_client -connect HOST:PORT -tls1_1 -cipher 'ALL:@SECLEVEL=0' </dev/null`: `Cipher is (NONE)` is refused",
                adviceByReason: [
                    .cleartext: "let the service speak TLS on that port, or correct Endpoint= and its starttls=; then try "
                        + "`openssl s_client -connect HOST:PORT </dev/null`"
                ]),
            CheckManifest(
                cipherStrength,
                advice: "narrow the cipher line of the service (`ssl_ciphers`, `SSLCipherSuite`, `tls_medium_cipherlist`), reload it, and "
                    + "look again with `soc2d probe --once tls-config`: the `openssl` of most hosts no longer speaks such suites"),
            CheckManifest(
                certificateExpiry, advice: "\(renewal); then look with `\(shown) | openssl x509 -noout -enddate`",
                adviceByReason: [.notYetValid: notYetValid]),
            CheckManifest(
                certificateChain,
                advice: "install the leaf with all its intermediates, or name your own root with TrustAnchor=; then try \(chainProof)",
                adviceByReason: [.expired: "\(renewal); then try \(chainProof)", .notYetValid: notYetValid]),
            CheckManifest(
                certificateName,
                advice:
                    "reissue the certificate with the name as subject alternative name, or correct name= of Endpoint=; then look for it with "
                    + "`\(shown) | openssl x509 -noout -ext subjectAltName`"),
            CheckManifest(
                keyStrength,
                advice:
                    "make a new key with `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out KEY`, and have it signed; "
                    + "then look with `openssl x509 -noout -text -in FILE`",
                adviceByReason: [
                    .weakAlgorithm: "have the certificate that is named signed again, with SHA-256 or better; "
                        + "then look with `openssl x509 -noout -text -in FILE`"
                ]),
            CheckManifest(
                PrivateKeyAccess.check,
                advice: "close the file with `chmod 0600 FILE` (0640 with `chgrp ssl-cert FILE`; its access list with `setfacl -b FILE`), "
                    + "a directory above with `chown root DIR` or `chmod go-w DIR`; see each with `namei -l FILE`"),
            CheckManifest(
                servedCertificate,
                advice:
                    "test the configuration (`nginx -t`, `apachectl configtest`), load the file with `systemctl reload UNIT`, and compare "
                    + "`\(shown) | openssl x509 -noout -fingerprint -sha256`"),
        ])

    // MARK: What several checks advise

    private static let renewal = "renew the certificate that is named, the leaf or one above it, and reload the service"
    private static let notYetValid =
        "see that the clock is right with `timedatectl`; else serve a certificate that has begun: `openssl x509 -noout -startdate -in FILE`"
    private static let shown = "openssl s_client -connect HOST:PORT -servername NAME </dev/null"
    /// Without the file of an own root, the anchors of the system.
    private static let chainProof =
        "`openssl s_client -connect HOST:PORT -servername NAME -verify_return_error </dev/null`, with `-CAfile ROOT.pem` for your own root"
}
