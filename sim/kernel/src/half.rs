//! Half-precision numbers, bit for bit as the hardware's own conversions have them.

/// The number that these sixteen bits stand for; exact.
pub const fn widen(bits: u16) -> f32 {
    let sign = (bits as u32 >> 15) << 31;
    let exponent = (bits as u32 >> 10) & 31;
    let fraction = bits as u32 & 0x3ff;
    match exponent {
        // Subnormal halves are normal singles: fraction * 2^-24.
        0 => {
            let size = fraction as f32 * f32::from_bits(0x3380_0000);
            f32::from_bits(size.to_bits() | sign)
        }
        31 => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

/// The nearest half, ties to even; too large becomes infinite.
pub const fn narrow(x: f32) -> u16 {
    let bits = x.to_bits();
    let sign = (bits >> 16) as u16 & 0x8000;
    let size = bits & 0x7fff_ffff;
    if size > 0x7f80_0000 {
        return sign | 0x7e00;
    }
    // From 65,520 on the nearest half is infinite.
    if size >= 0x477f_f000 {
        return sign | 0x7c00;
    }
    if size < 0x3880_0000 {
        // Below 2^-14: adding 0.5 leaves the fraction in units of 2^-24 in the low bits, rounded to even.
        let shifted = f32::from_bits(size) + 0.5;
        return sign | (shifted.to_bits() - 0x3f00_0000) as u16;
    }
    let odd = (size >> 13) & 1;
    sign | ((size + 0xfff + odd - (112 << 23)) >> 13) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_halves_are_known_numbers() {
        for (bits, number) in [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0001, 5.960_464_5e-8),
            (0x3555, 0.333_251_95),
            (0x7c00, f32::INFINITY),
        ] {
            assert_eq!(widen(bits).to_bits(), f32::to_bits(number), "{bits:#x}");
        }
    }

    #[test]
    fn every_half_survives_the_way_out_and_back() {
        for bits in (0..=u16::MAX).filter(|bits| bits & 0x7fff <= 0x7c00) {
            assert_eq!(narrow(widen(bits)), bits, "{bits:#x}");
        }
    }

    #[test]
    fn what_lies_between_two_halves_goes_to_the_nearer_and_ties_to_even() {
        for bits in 0..0x7bff_u16 {
            let (low, high) = (widen(bits), widen(bits + 1));
            let middle = f32::midpoint(low, high);
            let even = bits + (bits & 1);
            assert_eq!(narrow(middle), even, "{bits:#x}");
            assert_eq!(narrow(f32::from_bits(middle.to_bits() - 1)), bits, "{bits:#x}");
            assert_eq!(narrow(f32::from_bits(middle.to_bits() + 1)), bits + 1, "{bits:#x}");
        }
    }
}
