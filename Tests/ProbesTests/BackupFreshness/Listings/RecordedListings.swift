/// What the tools printed, shortened: restic 0.14.0, borg 1.2.4, pgBackRest 2.45 with PostgreSQL 15.
enum RecordedListings {
    static let old = "289556b8fa25efa87c6a12bd119af724e487b00fda26f2aa087478fa011835b3"
    static let new = "8014adfede673ff5160c7ae90707595afd7a0618170bda80f740e81cf25b8c1a"

    /// Of `other` in January, by `--time`.
    static let oldSnapshot = """
        {"time":"2026-01-02T03:04:05Z","tree":"da2e39b71f48a1dd22e292d291d9ff40c94c4bde4977f942b2a361669238f20c",\
        "paths":["/srv/src","/srv/src2"],"hostname":"other","username":"root","tags":["x"],\
        "id":"\(old)","short_id":"289556b8"}
        """

    /// Of `vm`, a day before ``ListingHost/now``.
    static let newSnapshot = """
        {"time":"2026-11-22T04:30:48.704212828Z","tree":"df383bd4e800962d293129967a89327f3912ab2aaa5d0ea5f67061e718c605bd",\
        "paths":["/srv/src"],"hostname":"vm","username":"root",\
        "id":"\(new)","short_id":"8014adfe"}
        """

    /// `restic snapshots --json`.
    static let restic = "[\(oldSnapshot),\(newSnapshot)]\n"

    /// `restic snapshots --json --group-by host,paths`.
    static let grouped = """
        [{"group_key":{"hostname":"other","paths":["/srv/src","/srv/src2"],"tags":null},"snapshots":[\(oldSnapshot)]},\
        {"group_key":{"hostname":"vm","paths":["/srv/src"],"tags":null},"snapshots":[\(newSnapshot)]}]

        """

    /// `borg list --json --consider-checkpoints`.
    static let borg = """
        {
            "archives": [
                {
                    "archive": "db-1",
                    "barchive": "db-1",
                    "id": "127fd7ee0a135c37b9c63ba819ec350b7e114487b19998ab5ae0c4b2f3c5a5e4",
                    "name": "db-1",
                    "start": "2026-01-02T03:04:05.000000",
                    "time": "2026-01-02T03:04:05.000000"
                },
                {
                    "archive": "web-1",
                    "barchive": "web-1",
                    "id": "a07c93bda6853dd216cfc51de4896bfbf909642ce84e52d35be61e2d356e38a6",
                    "name": "web-1",
                    "start": "2026-11-22T04:31:01.000000",
                    "time": "2026-11-22T04:31:01.000000"
                },
                {
                    "archive": "web-2.checkpoint",
                    "barchive": "web-2.checkpoint",
                    "id": "9ae00cdf44c82ff4582e843794c0613172382e8e52bb02ef8966770532ec6a4b",
                    "name": "web-2.checkpoint",
                    "start": "2026-11-22T04:31:05.000000",
                    "time": "2026-11-22T04:31:05.000000"
                }
            ],
            "encryption": {
                "mode": "repokey-blake2"
            },
            "repository": {
                "id": "6c16032deb489d23d214d3d33ebe60e467d31264246374227065d3ba1a475d92",
                "last_modified": "2026-11-22T04:31:05.000000",
                "location": "/srv/borg"
            }
        }
        """

    /// `borg info --json --glob-archives '*'`.
    static let borgInfo = """
        {"archives": [{"chunker_params": ["buzhash", 19, 23, 21, 4095], "command_line": ["/usr/bin/borg", "create", "br::web-1", "src"],
            "comment": "", "duration": 0.055627, "end": "2026-11-22T04:31:02.000000", "hostname": "vm",
            "id": "a07c93bda6853dd216cfc51de4896bfbf909642ce84e52d35be61e2d356e38a6",
            "limits": {"max_archive_size": 2.350811785854493e-05}, "name": "web-1", "start": "2026-11-22T04:31:01.000000",
            "stats": {"compressed_size": 46, "deduplicated_size": 493, "nfiles": 1, "original_size": 3}, "username": "root"}],
          "cache": {"path": "/var/cache/borg", "stats": {"total_chunks": 9}}, "encryption": {"mode": "authenticated"},
          "repository": {"id": "8774758fe90945cee58334e565c6c87500f51eb8a74e76e54c5b35893b49c6b5", "location": "/srv/borg2"}}
        """

    /// `pgbackrest info --output=json --stanza=main` of a stanza with two repositories: a full and an incremental backup in the first, a
    /// full one in the second.
    static let pgbackrest = """
        [{"archive":[\
        {"database":{"id":1,"repo-key":1},"id":"15-1","max":"000000010000000000000006","min":"000000010000000000000001"},\
        {"database":{"id":1,"repo-key":2},"id":"15-1","max":"000000010000000000000006","min":"000000010000000000000001"}],\
        "backup":[\
        {"archive":{"start":"000000010000000000000002","stop":"000000010000000000000002"},"backrest":{"format":5,"version":"2.45"},\
        "database":{"id":1,"repo-key":1},"error":false,"info":{"delta":22992579,"repository":{"delta":3043476,"size":3043476},\
        "size":22992579},"label":"20261122-043206F","lsn":{"start":"0/2000028","stop":"0/2000100"},"prior":null,"reference":null,\
        "timestamp":{"start":1795321926,"stop":1795321934},"type":"full"},\
        {"archive":{"start":"000000010000000000000003","stop":"000000010000000000000004"},"backrest":{"format":5,"version":"2.45"},\
        "database":{"id":1,"repo-key":1},"error":false,"info":{"delta":8458,"repository":{"delta":431,"size":3043477},\
        "size":22992579},"label":"20261122-043206F_20261122-043215I","lsn":{"start":"0/3000028","stop":"0/4000050"},\
        "prior":"20261122-043206F","reference":["20261122-043206F"],"timestamp":{"start":1795321935,"stop":1795321936},"type":"incr"},\
        {"archive":{"start":"000000010000000000000005","stop":"000000010000000000000006"},"backrest":{"format":5,"version":"2.45"},\
        "database":{"id":1,"repo-key":2},"error":false,"info":{"delta":22992579,"repository":{"delta":3069216,"size":3069216},\
        "size":22992579},"label":"20261122-043217F","lsn":{"start":"0/5000028","stop":"0/6000088"},"prior":null,"reference":null,\
        "timestamp":{"start":1795321937,"stop":1795321945},"type":"full"}],\
        "cipher":"mixed","db":[{"id":1,"repo-key":1,"system-id":7710848932910601822,"version":"15"},\
        {"id":1,"repo-key":2,"system-id":7710848932910601822,"version":"15"}],"name":"main",\
        "repo":[{"cipher":"none","key":1,"status":{"code":0,"message":"ok"}},\
        {"cipher":"aes-256-cbc","key":2,"status":{"code":0,"message":"ok"}}],\
        "status":{"code":0,"lock":{"backup":{"held":false}},"message":"ok"}}]
        """

    /// The same for a name that no repository knows.
    static let noStanza = """
        [{"archive":[],"backup":[],"cipher":"none","db":[],"name":"main","repo":[{"cipher":"none","key":1,\
        "status":{"code":1,"message":"missing stanza path"}}],\
        "status":{"code":1,"lock":{"backup":{"held":false}},"message":"missing stanza path"}}]
        """

    /// The same after `stanza-create` alone.
    static let noBackup = """
        [{"archive":[{"database":{"id":1,"repo-key":1},"id":"15-1","max":null,"min":null}],"backup":[],"cipher":"aes-256-cbc",\
        "db":[{"id":1,"repo-key":1,"system-id":7710848932910601822,"version":"15"}],"name":"main",\
        "repo":[{"cipher":"aes-256-cbc","key":1,"status":{"code":2,"message":"no valid backups"}}],\
        "status":{"code":2,"lock":{"backup":{"held":false}},"message":"no valid backups"}}]
        """
}
