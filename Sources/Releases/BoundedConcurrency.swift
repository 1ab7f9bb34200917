/// Runs work for many elements at once, but for no more than `limit` at a time.
///
/// The first error cancels the rest and is thrown.
///
/// - Returns: The results in the order of the elements.
package func concurrently<Element: Sendable, Result: Sendable>(
    _ elements: [Element],
    limit: Int = 16,
    _ work: @escaping @Sendable (Element) async throws -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: elements.count)
        var next = 0
        func start() {
            guard next < elements.count else { return }
            let index = next
            next += 1
            group.addTask { (index, try await work(elements[index])) }
        }
        for _ in 0..<limit { start() }
        while let (index, result) = try await group.next() {
            results[index] = result
            start()
        }
        return results.compactMap(\.self)
    }
}
