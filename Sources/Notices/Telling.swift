/// What people were told of every subject: a fold over executions. Records know nothing of it; only notices are damped.
package struct Telling: Hashable, Sendable {
    package init() {}
}
