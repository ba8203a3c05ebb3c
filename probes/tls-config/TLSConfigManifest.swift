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
                advice: "raise the protocol line of the service (ssl_protocols, SSLProtocol, smtpd_tls_protocols), reload it, and try: "
                    + "openssl s_client -connect HOST:PORT -tls1_1"),
            CheckManifest(
                cipherStrength,
                advice: "narrow the cipher line of the service (ssl_ciphers, SSLCipherSuite, tls_medium_cipherlist), and check it with "
                    + "nginx -t, apachectl configtest or postfix check"),
            CheckManifest(
                certificateExpiry,
                advice: "renew the certificate and reload the service; then look with: "
                    + "openssl s_client -connect HOST:PORT </dev/null | openssl x509 -noout -enddate"),
            CheckManifest(
                certificateChain,
                advice: "install the leaf with all its intermediates, or name your own root with TrustAnchor=; then try: "
                    + "openssl verify -untrusted CHAIN.pem LEAF.pem"),
            CheckManifest(
                certificateName,
                advice: "reissue the certificate with the name as subject alternative name, or declare the right one with Endpoint= name=; "
                    + "then try: openssl x509 -noout -checkhost NAME -in LEAF.pem"),
            CheckManifest(
                keyStrength,
                advice: "make a new key, such as EC P-256, and have it signed with SHA-256; then look with: "
                    + "openssl x509 -noout -text -in LEAF.pem"),
            CheckManifest(
                PrivateKeyAccess.check,
                advice: "take the key from everybody else with chmod 0640 FILE and chgrp ssl-cert FILE, and look at the whole way with: "
                    + "namei -l FILE"),
            CheckManifest(
                servedCertificate,
                advice: "have the new certificate loaded with systemctl reload UNIT; then look with: "
                    + "openssl s_client -connect HOST:PORT </dev/null | openssl x509 -noout -fingerprint -sha256"),
        ])
}
