package import Controls

/// The coverage of all 61 criteria for people: what is tested, what is corroborated, and what nobody should expect of a host.
package enum CoverageReport {
    package static func render(_ coverage: Coverage, width: Int, to write: ([UInt8]) -> Void) {
        var page = TextPage(width: width, hasColour: false)
        for row in coverage.rows {
            page.add("\(padded(row.criterion.rawValue, 7))\(padded(row.status.rawValue, 24))\(row.criterion.theme)", hanging: 31)
            if !row.checks.isEmpty { page.add(row.checks.map(\.rawValue).joined(separator: ", "), indent: 31) }
            if row.status == .tested { page.add("control \(row.controls.joined(separator: ", "))", indent: 31) }
            if row.status == .tested, let missing = row.criterion.beyondTheHost { page.add("not shown: \(missing)", indent: 31) }
        }
        page.add("")
        page.add(
            "\(coverage.count(of: .tested)) tested, \(coverage.count(of: .supportingOnly)) supported only, "
                + "\(coverage.count(of: .notEvidenced)) not evidenced by soc2d; \(coverage.rows.count) criteria, "
                + "mapping \(CheckCatalogue.mappingVersion), counting only the checks of this build")
        page.flush(to: write)
    }
}
