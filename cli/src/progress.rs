//! Progress on a terminal; elsewhere nothing.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::files;

/// A bar of so many steps, drawn on standard error if that is a terminal.
pub(crate) fn bar(steps: u64, template: &str) -> ProgressBar {
    let target = if files::watched() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(steps), target);
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
