/// A value that stands apart and is referred to: tables of ten thousand large values have as many empty places, and move them as they grow.
package indirect enum Boxed<Value> {
    case holding(Value)

    package init(_ value: Value) { self = .holding(value) }

    package var value: Value {
        switch self {
        case .holding(let value): value
        }
    }
}

extension Boxed: Equatable where Value: Equatable {}
extension Boxed: Hashable where Value: Hashable {}
extension Boxed: Sendable where Value: Sendable {}
