import ProbeKit

extension FileTree {
    /// A path without links in it: realpath(3), as far as the path is there.
    func resolved(_ path: HostPath) throws(ReadFailure) -> HostPath {
        var rest = Array(path.components.reversed())
        var place: HostPath = "/"
        var links = 0
        while let part = rest.popLast() {
            if part.elementsEqual("..".utf8) {
                place = place.parent
                continue
            }
            let next = place.appending(part)
            guard let target = try linkTarget(of: next) else {
                place = next
                continue
            }
            links += 1
            guard links <= 40 else { throw .badLink(path) }
            if target.isAbsolute { place = "/" }
            rest += target.components.reversed()
        }
        return place
    }
}
