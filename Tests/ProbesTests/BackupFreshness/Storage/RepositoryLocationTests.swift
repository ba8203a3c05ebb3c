import ProbeKit
import Testing

@testable import Probes

struct RepositoryLocationTests {
    @Test(arguments: [
        ("sftp:backup@vault.example.com:/srv/restic", "sftp://vault.example.com/srv/restic"), ("sftp:vault:repo", "sftp://vault/repo"),
        ("sftp://backup@vault:2222//srv/x", "sftp://vault:2222//srv/x"),
        ("ssh://borg@Vault.Example.com:22/./repo", "ssh://vault.example.com:22/./repo"),
        ("borg@vault:/srv/web@example.com", "ssh://vault/…"), ("s3://minio:9000/b", "s3://minio:9000/b"),
        ("borg@vault:/srv/borg", "ssh://vault/srv/borg"), ("vault:repo", "ssh://vault/repo"),
        ("[2001:db8::1]:/srv/x", "ssh://[2001:db8::1]/srv/x"),
        ("rest:https://u:p@vault:8000/web/", "rest://vault:8000/web/"), ("rest:http://[::1]:8000/", "rest://[::1]:8000/"),
        ("s3:s3.amazonaws.com/bucket/x", "s3://s3.amazonaws.com/bucket/x"),
        ("s3:https://minio.example.com:9000/b", "s3://minio.example.com:9000/b"),
        ("s3://bucket/path", "s3://bucket/path"), ("b2:bucket:path", "b2:bucket:path"), ("azure:box:/web", "azure:box:/web"),
        ("gs:bucket:/", "gs:bucket:/"), ("swift:box:/path", "swift:box:/path"), ("rclone:remote:path", "rclone:…"),
        ("rsync://vault/module", "rsync://vault/module"), ("https://dav.example.com/x", "https://dav.example.com/x"),
        ("file:///srv/x", "/srv/x"), ("file://localhost/srv/x", "/srv/x"), ("file:/srv/x", "/srv/x"), ("FILE:/srv/x", "/srv/x"),
        ("local:/srv/x", "/srv/x"), ("local:x", "local:…"), ("file:x", "file:…"), ("file://vault/x", "file:…"),
        ("C:/backup", "a location of unknown form"), ("a@c:/backup", "ssh://c/backup"), ("https:/x", "https:…"), ("rest:vault:x", "rest:…"),
        ("s3:///srv/x", "s3:…"), ("s3:/srv/x", "s3:…"), ("b2:", "b2:…"), ("b2::path", "b2:…"), ("azure:/x", "azure:…"), ("gs:?x", "gs:…"),
        ("sftp:a@127.1:/srv", "sftp://127.1/srv"), ("ssh://borg@vault:22/./web@example.com", "ssh://vault:22/…"),
        ("/srv/my backups", "/srv/my backups"), ("tank/data", "a location of unknown form"), ("", "a location of unknown form"),
        ("vault:/a\u{7F}b", "ssh://vault/a%7Fb"), ("/srv/50%", "/srv/50%"), ("/srv/%25", "/srv/%25"),
    ])
    func `locations are printed without what opens them`(text: String, printed: String) {
        #expect(RepositoryLocation(text).printed == printed)
        #expect(RepositoryLocation(printed).printed == printed, "kept evidence is read again")
    }

    @Test(arguments: [
        "https://SECRET:SECRET@vault/x", "rest:https://u:SECRET@vault/x?token=SECRET#SECRET", "rest:https://u:SEC/SECRET@vault/x",
        "https://u:12/SECRET@vault/x", "https://u:p@SECRET/SECRET@vault/x", "https://SECRET@vault/x", "sftp:SECRET:SECRET@vault:/x",
        "ssh://SECRET@vault/x", "SECRET@vault:/x", "SECRET:SECRET@vault:/x", "s3:https://SECRET:SECRET@minio.example.com/b",
        "s3://SECRET:SECRET@bucket/x", "b2:SECRET:SECRET@bucket/x", "azure://box/x?sig=SECRET", "gs:bucket:/x?token=SECRET",
        "webdav://SECRET@h/x",
        "rclone::webdav,url='https://h',pass=SECRET:x", "SECRET://SECRET@h/SECRET", "rest:SECRET:SECRET@h", "foo:SECRET@SECRET@h/x",
        "rest:http://SECRET:12?34SECRET@vault/x", "rest:http://SECRET:12#34SECRET@vault/x", "sftp://SECRET:12/34SECRET@vault/x",
        "ssh://SECRET:12?SECRET@vault/x", "sftp://u:12@SECRET/34@vault/x", "sftp:SECRET:12/SECRET@vault:/x", "SECRET:12/SECRET@vault/x",
        "u:1@SECRET:3/4@vault:/x", "b2:SECRET:12?34@bucket", "s3:SECRET:12?34@vault/b",
        "https:SECRET@vault", "ftp://u:S#SECRET@h/x", "smb://d;u:SECRET@h/x",
    ])
    func `no secret is printed from any position`(text: String) {
        // The host may be lost, a secret never shown; a scheme is no place for one, but stays out too.
        #expect(!RepositoryLocation(text).printed.lowercased().contains("secret"), "\(RepositoryLocation(text).printed)")
    }

    @Test(arguments: [
        "rest:http://user:12?34@vault/x", "rest:http://user:12#34@vault/x", "sftp://user:12/34@vault/x", "sftp:user:12/34@vault:/x",
        "user:12/34@vault:/x", "https://user:12/34@vault/x", "b2:12?34@bucket",
    ])
    func `what was cut inside a password prints its scheme alone`(text: String) throws {
        let printed = RepositoryLocation(text).printed
        #expect(printed.hasSuffix(":…") && !["user", "12", "34"].contains { printed.contains($0) }, "\(printed)")
    }

    @Test(arguments: ["v:/srv", "local:/srv", "s3:/srv", "user@file:/srv"])
    func `what a mount names is a server, whatever it is called`(source: String) throws {
        guard case .host(let remote) = RepositoryLocation(server: source) else { throw ReadFailure.failed("/", source) }
        #expect(remote.path == "srv")
    }

    @Test func `ways to write one place are the same place`() {
        let same = [
            ("ssh://borg@vault:22/./repo", "borg@vault:repo"), ("sftp:vault:/srv/x", "sftp://a@vault.example.com/srv/x/"),
            ("/srv/x", "/srv//x/"),
            ("/srv/x", "file:///srv/x"), ("vault:/home/borg/repo", "vault:repo"),
        ]
        for (first, second) in same { #expect(RepositoryLocation(first).isSame(as: RepositoryLocation(second)), "\(first) \(second)") }
        let different = [
            ("vault:/srv/x", "vault:/srv/y"), ("a.example.com:/x", "b.example.com:/x"), ("/srv/x", "vault:/srv/x"), ("s3:b", "b2:b"),
        ]
        for (first, second) in different {
            #expect(!RepositoryLocation(first).isSame(as: RepositoryLocation(second)), "\(first) \(second)")
        }
    }
}
