/// The candidate that a misspelt word most likely meant, or nil when none is near.
///
/// Nearness is the Damerau-Levenshtein distance (adjacent swaps count one), at most a third of the
/// word's length and never more than three.
package func suggestion<Candidates: Sequence<String>>(for word: String, among candidates: Candidates)
    -> String?
{
    let word = Array(word.utf8)
    let limit = max(1, min(3, word.count / 3))
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
        let distance = editDistance(word, Array(candidate.utf8))
        if distance <= limit, distance < best?.distance ?? .max {
            best = (distance, candidate)
        }
    }
    return best?.candidate
}

private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var twoAgo: [Int] = []
    var previous = Array(0...b.count)
    for i in 0..<a.count {
        var row = [i + 1]
        row.reserveCapacity(b.count + 1)
        for j in 0..<b.count {
            let substituted = previous[j] + (a[i] == b[j] ? 0 : 1)
            var distance = min(substituted, previous[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                distance = min(distance, twoAgo[j - 1] + 1)
            }
            row.append(distance)
        }
        twoAgo = previous
        previous = row
    }
    return previous[b.count]
}
