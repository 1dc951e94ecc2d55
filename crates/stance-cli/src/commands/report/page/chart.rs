//! Bars as inline SVG, each with what it shows in words. Their width is that of the place they stand in; the figures
//! stand beside them as text.

use maud::{Markup, html};
use stance_model::bootstrap::Interval;

/// Returns a bar of a share, in 0..=1, with its interval as a whisker.
pub(super) fn bar(share: f64, interval: Option<Interval>, class: &str, words: &str) -> Markup {
    let place = |value: f64| format!("{:.2}", 100.0 * value.clamp(0.0, 1.0));
    html! {
        svg.bar viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label=(words) {
            @for at in ["25", "50", "75"] { rect.grid x=(at) y="0" width="0.2" height="10" {} }
            rect.(class) x="0" y="1" width=(place(share)) height="8" {}
            @if let Some(Interval { low, high }) = interval {
                @let line = format!("M{0} 2.5V7.5M{0} 5H{1}M{1} 2.5V7.5", place(low), place(high));
                // The lower one sets the other off from the bar.
                path.halo d=(line) {} path.whisker d=(line) {}
            }
        }
    }
}

/// Returns shares, each with its class, one after the other in one bar.
pub(super) fn stacked(shares: &[(f64, &str)], words: &str) -> Markup {
    let mut at = 0.0;
    let pieces = shares.iter().map(|(share, class)| {
        let from = at;
        at += 100.0 * share;
        (from, 100.0 * share, *class)
    });
    let pieces: Vec<_> = pieces.filter(|(_, width, _)| *width > 0.0).collect();
    html! {
        svg.stack viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label=(words) {
            @for (from, width, class) in pieces {
                // A gap shows where one ends and the next begins, whatever their colours.
                rect.(class) x=(format!("{from:.2}")) y="0" width=(format!("{:.2}", (width - 0.4).max(0.1))) height="10" {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_wide_as_their_shares() {
        let interval = Some(Interval {
            low: 0.2,
            high: 0.4,
        });
        let svg = bar(0.3, interval, "k1", "30 %").into_string();
        assert!(
            svg.contains("class=\"k1\" x=\"0\" y=\"1\" width=\"30.00\""),
            "{svg}"
        );
        assert!(
            svg.contains("d=\"M20.00 2.5V7.5M20.00 5H40.00M40.00 2.5V7.5\""),
            "{svg}"
        );
        assert!(svg.contains("aria-label=\"30 %\""), "{svg}");
        let svg = stacked(&[(0.25, "k1"), (0.0, "k0"), (0.75, "k2")], "x").into_string();
        assert!(
            svg.contains("class=\"k2\" x=\"25.00\" y=\"0\" width=\"74.60\""),
            "{svg}"
        );
        assert!(!svg.contains("k0"), "{svg}");
    }
}
