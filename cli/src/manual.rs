//! The manual page: every verb in one page, as `man` shows it.

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use crate::args::Arguments;
use crate::error::CliError;

/// The page in roff.
pub(crate) fn page() -> Result<Vec<u8>, CliError> {
    let mut command = Arguments::command().disable_help_subcommand(true);
    command.build();
    let mut page = Vec::new();
    render(&command, &mut page).map_err(|error| CliError::file("-", &error))?;
    Ok(page)
}

fn render(command: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let man = Man::new(command.clone());
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    man.render_extra_section(page)?;
    verbs(command).try_for_each(|verb| section(verb, page))
}

/// The verbs without the nouns above them.
fn verbs(command: &Command) -> Box<dyn Iterator<Item = &Command> + '_> {
    Box::new(command.get_subcommands().flat_map(|child| {
        let own = (!child.has_subcommands()).then_some(child);
        own.into_iter().chain(verbs(child))
    }))
}

/// One verb: its sections become subsections of one with its name.
fn section(verb: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let name = verb.get_bin_name().unwrap_or_default().to_uppercase();
    let man = Man::new(verb.clone());
    let mut roff = Vec::new();
    man.render_description_section(&mut roff)?;
    man.render_synopsis_section(&mut roff)?;
    man.render_options_section(&mut roff)?;
    let roff = String::from_utf8_lossy(&roff).replace(".SH DESCRIPTION\n", "").replace(".SH ", ".SS ");
    page.extend_from_slice(format!(".SH \"{name}\"\n{roff}").as_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_every_verb_with_its_options() {
        let page = String::from_utf8(page().unwrap()).unwrap();
        for verb in ["MOGIRI ISSUER INIT", "MOGIRI GATE SCAN", "MOGIRI INSPECT", "MOGIRI COMPLETIONS"] {
            assert!(page.contains(verb), "{verb} is missing");
        }
        assert!(page.contains("enrol") && page.contains("has cloned the phone"));
    }
}
