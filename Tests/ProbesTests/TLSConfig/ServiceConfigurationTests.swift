import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// What services are configured to show.
@Suite struct ServiceConfigurationTests {
    /// One line an entry: `service certificate key ports names @ path:line`; gaps begin with `gap`.
    private func read(_ tree: MemoryTree) -> [String] {
        let (configured, gaps) = ServiceConfigurations.read(tree).together
        let entries = configured.map { entry in
            let ports = entry.ports.map(String.init).joined(separator: ",")
            let names = entry.serverNames.joined(separator: ",")
            return "\(entry.service) \(entry.certificate ?? "-") \(entry.key ?? "-") \(ports) \(names) @ \(entry.source):\(entry.line)"
        }
        return entries + gaps.map { "gap \($0.path) \($0.reason.rawValue)" }
    }

    @Test func `a host without services has no certificates, and nothing is unknown`() { #expect(read([:]) == []) }

    @Test func `nginx inherits, includes, and takes ssl from another server's listen`() {
        let tree: MemoryTree = [
            "/etc/nginx/nginx.conf": """
            user www-data; # a comment { with ; signs
            events { worker_connections 768; }
            http {
                log_format main '$remote_addr { "$request" }';
                ssl_certificate /etc/ssl/outer.pem; ssl_certificate_key outer.key;
                include /etc/nginx/sites-enabled/*;
                server { listen 80; server_name plain.example; }
                server { listen 192.0.2.1:443; server_name _ ~^www .Example.org "two.example"; }
            }
            stream { server { listen [::]:8853 ssl; ssl_certificate a.pem; ssl_certificate_key b.pem; } }
            """,
            "/etc/nginx/sites-enabled/default": """
            server {
                listen 443 ssl default_server; listen [::]:443 ssl; listen 8443 quic; listen unix:/run/x ssl;
                server_name WWW.example.org;
                ssl_certificate /etc/ssl/rsa.pem;
                ssl_certificate_key /etc/ssl/rsa.key;
                ssl_certificate /etc/ssl/ec.pem;
                ssl_certificate_key /etc/ssl/ec.key;
                location / { content_by_lua_block { local t = { a = "}" .. "{" } } }
            }
            """,
        ]
        #expect(
            read(tree) == [
                "nginx /etc/ssl/outer.pem /etc/nginx/outer.key   @ /etc/nginx/nginx.conf:5",
                "nginx /etc/ssl/rsa.pem /etc/ssl/rsa.key 443,8443 www.example.org @ /etc/nginx/sites-enabled/default:4",
                "nginx /etc/ssl/ec.pem /etc/ssl/ec.key 443,8443 www.example.org @ /etc/nginx/sites-enabled/default:6",
                "nginx /etc/ssl/outer.pem /etc/nginx/outer.key 443 .example.org,two.example @ /etc/nginx/nginx.conf:5",
                "nginx /etc/nginx/a.pem /etc/nginx/b.pem 8853  @ /etc/nginx/nginx.conf:10",
            ])
    }

    @Test func `a path that is a variable, and a broken file, are gaps`() {
        #expect(
            read(["/etc/nginx/nginx.conf": "http { server { listen 443 ssl; ssl_certificate /etc/$ssl_server_name.pem; } }"])
                == ["gap /etc/nginx/nginx.conf unsupported-format"])
        #expect(
            read(["/etc/nginx/nginx.conf": "http { server { listen 443 ssl;"]) == ["gap /etc/nginx/nginx.conf unsupported-format"])
        #expect(read(["/etc/nginx/nginx.conf": "http { ssl_certificate \"a.pem; }"]) == ["gap /etc/nginx/nginx.conf unsupported-format"])
        #expect(read(["/etc/nginx/nginx.conf": .denied]) == ["gap /etc/nginx/nginx.conf unreadable"])
        #expect(
            read(["/etc/nginx/nginx.conf": "http { include nginx.conf; }"]) == ["gap /etc/nginx/nginx.conf limit-exceeded"])
    }

    @Test func `apache takes the main server's certificate where a host has none`() {
        let tree: MemoryTree = [
            "/etc/apache2/apache2.conf": """
            Define certs /etc/ssl/apache
            ServerName main.example
            SSLCertificateFile ${certs}/main.pem
            IncludeOptional sites-enabled/*.conf
            <IfDefine NEVER>
            SSLCertificateFile /never
            </IfDefine>
            <IfModule !mod_ssl.c>
              <IfModule x.c>
              </IfModule>
            SSLCertificateFile /never
            </IfModule>
            """,
            "/etc/apache2/sites-enabled/a.conf": """
            <IfModule mod_ssl.c>
            <VirtualHost _default_:443 [::1]:8443>
                sslengine ON
                ServerName https://A.example:443
                ServerAlias \\
                    b.example *.c.example
                SSLCertificateFile "/etc/ssl/a b.pem"
                SSLCertificateKeyFile ${certs}/a.key
            </VirtualHost>
            <VirtualHost *:9443>
                SSLEngine on
            </VirtualHost>
            </IfModule>
            <VirtualHost *:80>
                SSLCertificateFile ${UNKNOWN}/x.pem
            </VirtualHost>
            """,
        ]
        #expect(
            read(tree) == [
                "apache /etc/ssl/apache/main.pem /etc/ssl/apache/main.pem  main.example @ /etc/apache2/apache2.conf:3",
                "apache /etc/ssl/a b.pem /etc/ssl/apache/a.key 443,8443 a.example,b.example,*.c.example @ /etc/apache2/sites-enabled/a.conf:7",
                "apache /etc/ssl/apache/main.pem /etc/ssl/apache/main.pem 9443  @ /etc/apache2/apache2.conf:3",
                "gap /etc/apache2/sites-enabled/a.conf unsupported-format",
            ])
    }

    @Test func `apache's virtual hosts inherit versions and suites from the main server`() {
        let tree: MemoryTree = [
            "/etc/apache2/apache2.conf": """
            SSLProtocol all -SSLv3
            SSLCipherSuite HIGH
            SSLCipherSuite TLSv1.3 TLS_AES_256_GCM_SHA384
            <VirtualHost *:443>
                SSLEngine on
                SSLCertificateFile /a.pem
                SSLProtocol TLSv1.3
            </VirtualHost>
            <VirtualHost *:8443>
                SSLEngine on
                SSLCertificateFile /b.pem
            </VirtualHost>
            """
        ]
        let entries = ServiceConfigurations.read(tree).together.configured
        #expect(entries.map { $0.protocols?.source } == [7, 1].map { Source("/etc/apache2/apache2.conf", line: $0) })
        #expect(entries.map { $0.ciphers?.source } == [2, 2].map { Source("/etc/apache2/apache2.conf", line: $0) })
    }

    @Test func `of postfix the last line wins, and master.cf overrides`() {
        let tree: MemoryTree = [
            "/etc/postfix/main.cf": """
            smtpd_tls_cert_file = /old.pem
            base = /etc/ssl
            # comment
            smtpd_tls_cert_file =
              ${base}/mail.pem
            smtpd_tls_eccert_file=$base/ec.pem
            smtpd_tls_eckey_file=$(base)/ec.key
            smtp_tls_cert_file = ${base?/x}
            """,
            "/etc/postfix/master.cf": """
            smtp      inet  n       -       y       -       -       smtpd
            submissions inet n - y - - smtpd
              -o smtpd_tls_chain_files=/key.pem,/chain.pem
            """,
            "/key.pem": "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
            "/chain.pem": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ]
        #expect(
            read(tree) == [
                "postfix /etc/ssl/mail.pem /etc/ssl/mail.pem   @ /etc/postfix/main.cf:4",
                "postfix /etc/ssl/ec.pem /etc/ssl/ec.key   @ /etc/postfix/main.cf:6",
                "postfix /chain.pem /key.pem 465  @ /etc/postfix/master.cf:2", "gap /etc/postfix/main.cf unsupported-format",
            ])
    }

    @Test func `dovecot reads files behind a less-than sign, also for one name`() {
        let tree: MemoryTree = [
            "/etc/dovecot/dovecot.conf": "!include conf.d/*.conf\n!include_try local.conf\n!include lost.conf\n",
            "/etc/dovecot/conf.d/10-ssl.conf": """
            ssl_cert = </etc/dovecot/private/dovecot.pem
            ssl_key = </etc/dovecot/private/dovecot.key
            local_name "Imap.example.org" {
              ssl_cert = < imap.pem
              ssl_key = </imap.key
            }
            ssl_alt_cert = inline
            """,
        ]
        #expect(
            read(tree) == [
                "dovecot /etc/dovecot/conf.d/imap.pem /imap.key  imap.example.org @ /etc/dovecot/conf.d/10-ssl.conf:4",
                "dovecot /etc/dovecot/private/dovecot.pem /etc/dovecot/private/dovecot.key   @ /etc/dovecot/conf.d/10-ssl.conf:1",
                "gap /etc/dovecot/conf.d/10-ssl.conf unsupported-format", "gap /etc/dovecot/dovecot.conf unsupported-format",
            ])
    }

    @Test func `dovecot's block for servers says what its settings begin with`() {
        let tree: MemoryTree = [
            "/etc/dovecot/dovecot.conf": """
            ssl_server {
              cert_file = /etc/ssl/d.pem
              key_file = /etc/ssl/d.key
              alt_cert_file = /etc/ssl/alt.pem
              ssl_server_alt_key_file = /etc/ssl/alt.key
            }
            cert_file = /elsewhere.pem
            local_name imap.example {
              ssl_server {
                cert_file = /etc/ssl/i.pem
              }
            }

            """
        ]
        #expect(
            read(tree) == [
                "dovecot /etc/ssl/d.pem /etc/ssl/d.key   @ /etc/dovecot/dovecot.conf:2",
                "dovecot /etc/ssl/alt.pem /etc/ssl/alt.key   @ /etc/dovecot/dovecot.conf:4",
                "dovecot /etc/ssl/i.pem -  imap.example @ /etc/dovecot/dovecot.conf:10",
            ])
    }

    @Test func `postfix has files of its own for names`() {
        let files =
            "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
        var tree: MemoryTree = [
            "/etc/postfix/main.cf": "tls_server_sni_maps = hash:/etc/postfix/sni\n",
            "/etc/postfix/sni": "# name files\nmail.example /a.pem\n.example\n  /b.key, /c.pem\n", "/a.pem": .text(files),
            "/b.key": "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n",
        ]
        tree["/c.pem"] = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
        #expect(
            read(tree) == [
                "postfix /a.pem /a.pem  mail.example @ /etc/postfix/sni:2", "postfix /c.pem /b.key  .example @ /etc/postfix/sni:3",
            ])
        tree["/etc/postfix/sni"] = nil
        #expect(read(tree) == ["gap /etc/postfix/main.cf unsupported-format"])
        tree["/etc/postfix/main.cf"] = "tls_server_sni_maps = ldap:/etc/postfix/sni.cf\n"
        #expect(read(tree) == ["gap /etc/postfix/main.cf unsupported-format"])
    }

    @Test func `a macro of apache is a gap where it is used`() {
        let macro = "<Macro Host $name>\nSSLCertificateFile /$name.pem\n</Macro>\n"
        #expect(read(["/etc/apache2/apache2.conf": .text(macro)]) == [])
        #expect(read(["/etc/apache2/apache2.conf": .text(macro + "Use Host a\n")]) == ["gap /etc/apache2/apache2.conf unsupported-format"])
    }

    @Test func `the keys with which a server is a client are keys too`() {
        let tree: MemoryTree = [
            "/etc/nginx/nginx.conf": """
            http { server { listen 80; location / { proxy_ssl_certificate_key /p.key; proxy_ssl_certificate /p.pem; } }
            proxy_ssl_certificate_key ""; server { location / { if ($a) { grpc_ssl_certificate_key g.key; } } } }
            """,
            "/etc/apache2/apache2.conf": "SSLProxyMachineCertificateFile /m.pem\nSSLProxyMachineCertificatePath /machine\n",
            "/machine/one.pem": "",
        ]
        #expect(
            read(tree) == [
                "apache - /m.pem   @ /etc/apache2/apache2.conf:1", "apache - /machine/one.pem   @ /etc/apache2/apache2.conf:2",
                "nginx - /p.key   @ /etc/nginx/nginx.conf:1", "nginx - /etc/nginx/g.key   @ /etc/nginx/nginx.conf:2",
            ])
    }

    @Test func `haproxy takes files, directories and lists`() {
        let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
        let tree: MemoryTree = [
            "/etc/haproxy/haproxy.cfg": """
            global
              crt-base /etc/haproxy/certs
            frontend a
              bind *:443,[::]:8443 ssl crt dir crt one.crt # more
              bind :9443 ssl crt-list /list
              bind :1 ssl crt "$HOME/x"
            """,
            "/etc/haproxy/certs/dir/a.pem": .text(key), "/etc/haproxy/certs/dir/a.pem.ocsp": "", "/etc/haproxy/certs/one.crt": "",
            "/etc/haproxy/certs/one.key": .text(key), "/list": "one.crt [alpn h2] Www.example !not.example\n",
        ]
        #expect(
            read(tree) == [
                "haproxy /etc/haproxy/certs/dir/a.pem /etc/haproxy/certs/dir/a.pem 443,8443  @ /etc/haproxy/haproxy.cfg:4",
                "haproxy /etc/haproxy/certs/one.crt /etc/haproxy/certs/one.key 443,8443  @ /etc/haproxy/haproxy.cfg:4",
                "haproxy /etc/haproxy/certs/one.crt /etc/haproxy/certs/one.key 9443 www.example @ /list:1",
                "gap /etc/haproxy/haproxy.cfg unsupported-format",
            ])
    }

    @Test func `postgresql, mysql and slapd`() {
        let tree: MemoryTree = [
            "/etc/postgresql/15/main/postgresql.conf": """
            data_directory = '/var/lib/postgresql/15/main'  # where
            port = 5433
            ssl = off
            ssl_cert_file = '/etc/ssl/certs/it''s.pem'
            include_dir 'conf.d'
            """,
            "/etc/postgresql/15/main/conf.d/1.conf": "ssl on\n", "/etc/postgresql/14/main/postgresql.conf": "ssl = off\n",
            "/etc/mysql/my.cnf": "[client]\nssl-key=/no\n!includedir /etc/mysql/conf.d/\n",
            "/etc/mysql/conf.d/a.cnf": "[mysqld]\nssl_cert = \"/etc/mysql/c.pem\"\nssl-key=k.pem\n",
            "/etc/ldap/slapd.d/cn=config.ldif": """
            dn: cn=config
            olcTLSCertificateFile: /etc/ldap/
             cert.pem
            olcTLSCertificateKeyFile:: L2V0Yy9sZGFwL2tleS5wZW0=
            """,
            "/etc/openldap/slapd.conf": "TLSCertificateFile /c\n# TLSCertificateKeyFile /no\nTLSCertificateKeyFile /k\n",
        ]
        #expect(
            read(tree) == [
                "mysql /etc/mysql/c.pem /var/lib/mysql/k.pem 3306  @ /etc/mysql/conf.d/a.cnf:2",
                "openldap /etc/ldap/cert.pem /etc/ldap/key.pem   @ /etc/ldap/slapd.d/cn=config.ldif:2",
                "openldap /c /k   @ /etc/openldap/slapd.conf:1",
                "postgresql /etc/ssl/certs/it's.pem /var/lib/postgresql/15/main/server.key 5433  @ /etc/postgresql/15/main/postgresql.conf:4",
            ])
    }

    @Test func `vsftpd, stunnel, lighttpd and exim`() {
        let tree: MemoryTree = [
            "/etc/vsftpd.conf": "rsa_cert_file=/etc/ssl/ftp.pem\nssl_enable=YES\n",
            "/etc/stunnel/a.conf": "cert = /c\n[one]\naccept = 127.0.0.1:636\nkey = /k\n[two]\nclient = yes\naccept = 7\n",
            "/etc/lighttpd/lighttpd.conf": """
            $SERVER["socket"] == ":443" {
                ssl.engine = "enable"
                ssl.pemfile = "/etc/lighttpd/server.pem" # both
                $HTTP["host"] == "a.example" {
                    ssl.pemfile = "/a.pem"
                    ssl.privkey = "/a.key"
                }
                ssl.privkey = var.dir + "/x"
            }
            include_shell "/usr/share/lighttpd/create-mime.conf.pl"
            """,
            "/var/lib/exim4/config.autogenerated":
                "CERT = /etc/exim4/exim.crt\ntls_certificate = CERT\ntls_privatekey = ${if x}\nbegin acl\n",
        ]
        #expect(
            read(tree) == [
                "exim /etc/exim4/exim.crt /etc/exim4/exim.crt   @ /var/lib/exim4/config.autogenerated:2",
                "gap /var/lib/exim4/config.autogenerated unsupported-format",
            ].prefix(1) + [
                "lighttpd /a.pem /a.key 443 a.example @ /etc/lighttpd/lighttpd.conf:5",
                "lighttpd /etc/lighttpd/server.pem /etc/lighttpd/server.pem 443  @ /etc/lighttpd/lighttpd.conf:3",
                "stunnel /c /k 636  @ /etc/stunnel/a.conf:1",
                "stunnel /c /c   @ /etc/stunnel/a.conf:1", "vsftpd /etc/ssl/ftp.pem /etc/ssl/ftp.pem 21  @ /etc/vsftpd.conf:1",
                "gap /var/lib/exim4/config.autogenerated unsupported-format", "gap /etc/lighttpd/lighttpd.conf unsupported-format",
                "gap /etc/lighttpd/lighttpd.conf unsupported-format",
            ])
    }

    @Test func `exim's macros and conditions are followed`() {
        let text = """
            CONFDIR = /etc/exim4
            .ifdef MAIN_TLS_ENABLE
            .ifdef MAIN_TLS_CERTKEY
            tls_certificate = MAIN_TLS_CERTKEY
            .else
            .ifndef MAIN_TLS_CERTIFICATE
            MAIN_TLS_CERTIFICATE = CONFDIR/exim.crt
            .endif
            tls_certificate = MAIN_TLS_CERTIFICATE
            tls_privatekey = CONFDIR/exim.key
            .endif
            .endif

            """
        let stock: MemoryTree = ["/var/lib/exim4/config.autogenerated": .text(text)]
        #expect(read(stock) == [])
        #expect(read(["/etc/exim4/exim4.conf": ".include /etc/exim4/tls\n"]) == ["gap /etc/exim4/exim4.conf unsupported-format"])
        let enabled: MemoryTree = ["/var/lib/exim4/config.autogenerated": .text("MAIN_TLS_ENABLE = yes\n" + text)]
        #expect(read(enabled) == ["exim /etc/exim4/exim.crt /etc/exim4/exim.key   @ /var/lib/exim4/config.autogenerated:10"])
    }

    @Test func `any bytes are survived`() {
        let paths: [HostPath] = [
            "/etc/nginx/nginx.conf", "/etc/apache2/apache2.conf", "/etc/postfix/main.cf", "/etc/postfix/master.cf",
            "/etc/dovecot/dovecot.conf", "/etc/haproxy/haproxy.cfg", "/etc/postgresql/15/main/postgresql.conf", "/etc/my.cnf",
            "/etc/ldap/slapd.d/cn=config.ldif", "/etc/openldap/slapd.conf", "/etc/vsftpd.conf", "/etc/stunnel/a.conf",
            "/etc/lighttpd/lighttpd.conf", "/var/lib/exim4/config.autogenerated",
        ]
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array(
            "{}[]<>!$\"'\\#=:;, \n\t\0abssl_certificate include ssl_cert listen bind crt 443 <VirtualHost > -o @\u{80}".utf8)
        for _ in 0..<300 {
            var tree: MemoryTree = [:]
            for path in paths {
                tree[path] = .file(
                    (0..<Int.random(in: 0..<200, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? 0 })
            }
            for entry in ServiceConfigurations.read(tree).together.configured { #expect(throws: Never.self) { try entry.canonicalJSON() } }
        }
    }
}
