//! The first code of somebody who tries the library: the example of the README.

use std::error::Error;

use mogiri::code::qr::{Purpose, QrCode};
use mogiri::issuer::Issuer;
use mogiri::ports::Clock as _;
use mogiri::sandbox::Sandbox;
use mogiri::testing::fixtures::{self, DOORS};
use mogiri::testing::{FixedClock, MemoryVault};
use mogiri::ticket::Time;
use mogiri::wallet::Wallet;
use mogiri_tests::device::scratch;

#[test]
fn six_lines_show_a_code_without_a_server_and_without_keys() -> Result<(), Box<dyn Error>> {
    let (clock, place) = (FixedClock::at(DOORS), scratch());
    let (now, folder) = (Time::from_clock_ms(clock.now_ms()), place.path());
    let host = || fixtures::host(&clock, &MemoryVault::new(), 1);
    // README
    let mut organizer = Issuer::sandbox(&folder.join("organizer"), host())?;
    let sandbox = Sandbox::new(&mut organizer, now)?;
    let mut wallet = Wallet::create(&folder.join("wallet"), host())?;
    let file = sandbox.tickets(&mut organizer, &wallet.request(1, None)?)?;
    let ticket = wallet.import(&file)?.tickets[0].ticket;
    let picture = QrCode::new(&wallet.present(ticket)?.text, Purpose::Screen)?;
    // README end
    assert_eq!(picture.size(), 57);
    Ok(())
}
