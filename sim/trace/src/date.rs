//! Dates as the public traces write them.

/// Nanoseconds since 1970 of `2023-11-16 18:17:03.9799600`; `None` if there is no such moment.
///
/// Between day and time stands a blank or `T`; the seconds may have up to nine decimals, and `Z` or an offset such as
/// `+00:00` may follow. Without one the time counts as it stands, so all rows of a file must be of one zone.
pub(super) fn nanoseconds(text: &str) -> Option<i128> {
    let (day, time) = text.split_once([' ', 'T'])?;
    let [year, month, day] = numbers(day, '-', [4, 2, 2])?;
    let (time, offset) = zone(time)?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let is_digits = fraction.bytes().all(|b| b.is_ascii_digit()) && (1..=9).contains(&fraction.len());
    if !is_digits || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let fraction: i64 = format!("{fraction:0<9}").parse().ok()?;
    let seconds = days(year, month, day)? * 86_400 + hour * 3_600 + minute * 60 + second - offset;
    Some(i128::from(seconds) * 1_000_000_000 + i128::from(fraction))
}

/// Splits off the zone, as seconds that the clock is ahead.
fn zone(time: &str) -> Option<(&str, i64)> {
    if let Some(time) = time.strip_suffix('Z') {
        return Some((time, 0));
    }
    let Some(at) = time.find(['+', '-']) else { return Some((time, 0)) };
    let [hours, minutes] = numbers(&time[at + 1..], ':', [2, 2])?;
    let ahead = hours * 3_600 + minutes * 60;
    (hours < 24 && minutes < 60).then_some((&time[..at], if time[at..].starts_with('-') { -ahead } else { ahead }))
}

/// The numbers between the marks, each of as many digits as asked for.
fn numbers<const N: usize>(text: &str, mark: char, digits: [usize; N]) -> Option<[i64; N]> {
    let mut parts = text.split(mark);
    let mut numbers = [0; N];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part = parts.next().filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))?;
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

/// Days since 1970-01-01 in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // Years from March on, so that the leap day comes last; 153 days make five months (Hinnant, chrono algorithms).
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day
            - 719_469,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_count_from_1970() {
        let check = |text: &str, seconds: i128, ns: i128| {
            assert_eq!(nanoseconds(text), Some(seconds * 1_000_000_000 + ns), "{text}");
        };
        check("1970-01-01 00:00:00", 0, 0);
        check("2000-03-01 00:00:00", 951_868_800, 0);
        check("2023-11-16 18:17:03.9799600", 1_700_158_623, 979_960_000);
        check("2024-02-29T23:59:59.5Z", 1_709_251_199, 500_000_000);
        check("2024-05-10 00:00:00.009930+00:00", 1_715_299_200, 9_930_000);
        check("2024-05-10 02:00:00+02:00", 1_715_299_200, 0);
        check("1969-12-31 23:59:59", -1, 0);
    }

    #[test]
    fn moments_that_never_were_are_refused() {
        for text in [
            "",
            "2023-11-16",
            "2023-02-29 00:00:00",
            "1900-02-29 00:00:00",
            "2023-13-01 00:00:00",
            "2023-00-01 00:00:00",
            "2023-11-31 00:00:00",
            "2023-11-16 24:00:00",
            "2023-11-16 18:60:00",
            "2023-11-16 18:17",
            "23-11-16 18:17:03",
            "2023-11-16 18:17:03.",
            "2023-11-16 18:17:03.0123456789",
            "2023-11-16 18:17:03.1e5",
            "2023-11-16 18:17:0x",
            "2023-11-16 18:17:03+99:00",
            "2023-11-16 18:17:03 PM",
            "2023-11-16 +1:17:03",
            "１２:00",
        ] {
            assert_eq!(nanoseconds(text), None, "{text}");
        }
    }
}
