use crate::dice::Dice;

/// What is to become of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is counted.
    View { path: String, second: i64 },
    /// It cannot be decoded.
    Undecodable,
    /// It breaks this rule.
    Breaks(&'static str),
}

/// A message, and what is to become of it.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) fate: Fate,
    pub(crate) payload: Vec<u8>,
    /// What a dead letter shows of it.
    pub(crate) letter: Vec<u8>,
}

/// No record is further out of order; the program waits for ten seconds.
const DISORDER: u64 = 8;

impl Message {
    /// One in 200 cannot be decoded, one in 1,000 breaks a rule, one in 100 comes too late in its order.
    pub(crate) fn any(id: u64, second: i64, dice: &mut Dice) -> Self {
        match dice.below(1_000) {
            0..5 => Self::undecodable(dice),
            5 => Self::view(id, second, false, dice),
            6..16 => Self::view(id, second - 1 - dice.below(DISORDER) as i64, true, dice),
            _ => Self::view(id, second, true, dice),
        }
    }

    pub(crate) fn undecodable(dice: &mut Dice) -> Self {
        let payloads: [&[u8]; 6] = [
            b"",
            b"{\"path\": \"/torn\", \"at\": 17",
            b"\xff\xfe\x00",
            b"{\"path\": \"/\", \"status\": 200, \"id\": 1}",
            b"{\"path\": \"/\", \"at\": \"yesterday\", \"status\": 200, \"id\": 1}",
            b"{\"path\": \"/\", \"at\": 0, \"status\": 70000, \"id\": 1}",
        ];
        let payload = payloads[dice.below(6) as usize].to_vec();
        Self { fate: Fate::Undecodable, letter: payload.clone(), payload }
    }

    /// It breaks a rule unless it is `good`.
    fn view(id: u64, second: i64, good: bool, dice: &mut Dice) -> Self {
        // Few paths are hot, most are rare.
        let path = format!("/{}", dice.below(40) * dice.below(40) / 40);
        let (path, status, fate) = match good {
            true => (path.clone(), 200, Fate::View { path, second }),
            false if dice.once_in(2) => (path[1..].to_owned(), 200, Fate::Breaks("path_given")),
            false => (path, 999, Fate::Breaks("status_known")),
        };
        Self::record(id, second, &path, status, fate)
    }

    /// It is counted, and all windows that ended long before have fired.
    pub(crate) fn closing(id: u64, second: i64) -> Self {
        Self::record(id, second, "/end", 200, Fate::View { path: "/end".to_owned(), second })
    }

    fn record(id: u64, second: i64, path: &str, status: u16, fate: Fate) -> Self {
        let json =
            |at: String| format!("{{\"path\":\"{path}\",\"at\":{at},\"status\":{status},\"id\":{id}}}");
        let micros = second * 1_000_000;
        Self {
            fate,
            payload: json(format!("\"{}\"", aqueduct_core::EventTime::from_micros(micros))).into_bytes(),
            letter: json(micros.to_string()).into_bytes(),
        }
    }
}
