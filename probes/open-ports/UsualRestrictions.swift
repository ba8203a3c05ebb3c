import Controls

extension BindRestriction {
    /// Databases, caches and container interfaces that were made for the host itself or for a trusted network.
    /// An entry of `RestrictBind=` for the same port takes the place of a default.
    static let usual: [BindRestriction] = [
        local(.tcp, 1433),  // Microsoft SQL Server
        local(.tcp, 1521),  // Oracle Database
        local(.tcp, 2375...2376),  // Docker Engine
        local(.tcp, 2379...2380),  // etcd
        local(.tcp, 3306),  // MySQL, MariaDB
        local(.tcp, 33060),  // MySQL X Protocol
        local(.tcp, 5432),  // PostgreSQL
        local(.tcp, 5984),  // CouchDB
        local(.tcp, 6379),  // Redis, Valkey
        local(.tcp, 6432),  // PgBouncer
        local(.tcp, 8086),  // InfluxDB
        local(.tcp, 9042),  // Cassandra
        local(.tcp, 9200),  // Elasticsearch, OpenSearch
        local(.tcp, 9300),  // Elasticsearch transport
        local(.tcp, 10250),  // kubelet
        local(.tcp, 10255),  // kubelet, read-only
        local(.tcp, 11211),  // memcached
        local(.udp, 11211),  // memcached
        local(.tcp, 26379),  // Redis Sentinel
        local(.tcp, 27017...27019),  // MongoDB
    ]

    private static func local(_ transport: Transport, _ port: UInt16) -> BindRestriction { local(transport, port...port) }

    private static func local(_ transport: Transport, _ ports: ClosedRange<UInt16>) -> BindRestriction {
        BindRestriction(PortRange(transport, ports), scope: .loopback)
    }
}
