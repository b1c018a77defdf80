//! A bar on the terminal for work that takes long, with rate and remaining time; nothing in a pipe.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Session;
use crate::project::Meter;

/// How long work goes on before a bar is shown.
const PATIENCE: Duration = Duration::from_millis(500);

/// Shows how far a build has come.
#[derive(Debug)]
pub(super) struct Progress {
    is_shown: bool,
    whole: ProgressBar,
    stage: Mutex<Option<ProgressBar>>,
}

impl Progress {
    /// Begins: with a bar only if standard error is a terminal and nobody asked for quiet.
    pub(super) fn new(session: &Session<'_>) -> Self {
        let is_shown = session.screen.errors_are_shown && !session.global.quiet;
        // Not drawn; it knows since when there is work.
        let whole = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Self { is_shown, whole, stage: Mutex::new(None) }
    }

    /// Clears the bar away.
    pub(super) fn end(&self) {
        if let Some(bar) = self.stage.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }
}

impl Meter for Progress {
    fn begin(&self, stage: &'static str, steps: usize) {
        self.end();
        if !self.is_shown {
            return;
        }
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        let bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::hidden());
        let form = if steps == 0 {
            "{msg} {elapsed}"
        } else {
            "{msg:14} {wide_bar} {human_pos}/{human_len}  {per_sec}  {eta} left"
        };
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        bar.set_message(stage);
        if self.whole.elapsed() >= PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.tick();
        }
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar);
    }

    fn step(&self) {
        if !self.is_shown {
            return;
        }
        if let Some(bar) = self.stage.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            if bar.is_hidden() && self.whole.elapsed() >= PATIENCE {
                bar.set_draw_target(ProgressDrawTarget::stderr());
            }
            bar.inc(1);
        }
    }
}
