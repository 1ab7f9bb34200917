// A C interface to RE2, the linear-time regular expression engine whose syntax Go's regexp has.
#ifndef CRE2_H
#define CRE2_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled expression; safe to match with from several threads at once.
typedef struct cre2_regex cre2_regex;

/// Why an expression does not compile; the names follow RE2's error codes.
typedef enum cre2_error {
    cre2_error_none = 0,
    cre2_error_internal,
    cre2_error_bad_escape,
    cre2_error_bad_character_class,
    cre2_error_bad_character_range,
    cre2_error_missing_bracket,
    cre2_error_missing_parenthesis,
    cre2_error_unexpected_parenthesis,
    cre2_error_trailing_backslash,
    cre2_error_repeat_argument,
    cre2_error_repeat_size,
    cre2_error_repeat_operator,
    cre2_error_bad_perl_operator,
    cre2_error_bad_utf8,
    cre2_error_bad_named_group,
    cre2_error_too_large
} cre2_error;

/// Compiles `pattern`. Returns NULL only when there is no memory. Free it with `cre2_free`.
cre2_regex *_Nullable cre2_compile(const unsigned char *_Nonnull pattern, size_t length);

void cre2_free(cre2_regex *_Nullable regex);

cre2_error cre2_error_code(const cre2_regex *_Nonnull regex);

/// The part of the pattern that is wrong; its bytes live as long as `regex`.
const char *_Nonnull cre2_error_part(const cre2_regex *_Nonnull regex, size_t *_Nonnull length);

/// The number of groups, without the whole match.
int cre2_group_count(const cre2_regex *_Nonnull regex);

/// How many instructions the expression was compiled to.
int cre2_program_size(const cre2_regex *_Nonnull regex);

/// The name of group `index` (from 1), or NULL when it has none; lives as long as `regex`.
const char *_Nullable cre2_group_name(const cre2_regex *_Nonnull regex, int index);

/// Searches the leftmost match at or after byte `start` of `text`.
///
/// `positions` takes 2 * (groups + 1) offsets: begin and end of the match and of each group, -1 for a
/// group that took no part. Returns 1 for a match, 0 for none.
int cre2_find(
    const cre2_regex *_Nonnull regex, const unsigned char *_Nonnull text, size_t length, size_t start,
    ptrdiff_t *_Nonnull positions, int groups);

#ifdef __cplusplus
}
#endif

#endif
