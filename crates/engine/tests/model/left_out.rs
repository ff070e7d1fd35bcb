//! Every rule, left out: what goes wrong.

use crate::cases::Case;
use crate::plan::Plan;
use crate::plans::*;
use crate::rules::Rule::*;

/// One rule left out.
pub(crate) const ONE: &[Case] = &[
    (
        "a look for a newer folder does not keep a zombie's manifest out",
        FILES,
        &[Seal],
        &["files DUPLICATED"],
    ),
    (
        "a folder sealed after it was read has got another manifest",
        FILES,
        &[SealFirst],
        &["files DUPLICATED"],
    ),
    ("a number made again gives a zombie its path back", FILES_RACE, &[NumberStays], &["files DUPLICATED"]),
    ("a folder made after it should have been sealed", FILES_RACE, &[CheckNewer], &["files DUPLICATED"]),
    ("a list misses the folder that another start renames", FILES_RACE, &[SealByName], &["files DUPLICATED"]),
    ("a commit lands between reading the marker and fencing", SQL_FILES, &[FenceThenRead], &["STUCK"]),
    ("the newest checkpoint is not what the transaction holds", SQL_FILES, &[MarkerDecides], &["sql LOST"]),
    ("no marker is not the newest checkpoint", SQL_FILES, &[NoMarkerMeansUnlisted], &["sql LOST"]),
    ("a start resolved again skips what came in between", LATEST, &[CheckpointZero], &["files LOST"]),
    ("commits of a sink that is gone are forgotten", SQL_DROPPED, &[RefuseUnconfirmed], &["sql LOST"]),
    ("files of the chosen checkpoint are swept", FILES, &[PublishChosen], &["files LOST"]),
    ("a zombie sweeps a newer incarnation's files", SQL_FILES, &[SweepByIncarnation], &["STUCK"]),
    ("a record overtakes the other source's barrier", QUICK_SUBTASKS, &[Align], &["files DUPLICATED"]),
    ("a position is noted after more was read", FILES, &[NotePosition], &["files LOST"]),
    ("a manifest lists one of two subtasks", SUBTASKS, &[AwaitAll], &["files LOST"]),
    ("the next epoch's rows are in this transaction", SQL_FILES, &[HoldRows], &["sql DUPLICATED"]),
    ("a marker names a checkpoint that was never stored", SQL_FILES, &[ManifestFirst], &["STUCK"]),
    ("files are published and the marker is not", SQL_FILES, &[MarkerThenFiles], &["files DUPLICATED"]),
    ("the checkpoint after an unpublished one is chosen", FILES, &[ConfirmFirst], &["files LOST"]),
    ("a zombie commits under a newer owner", SQL_FILES, &[CompareOwner], &["STUCK"]),
    ("a commit taken for done was rolled back", LOST_ANSWERS, &[Settle], &["sql LOST", "files DUPLICATED"]),
    ("the checkpoint that the marker names is removed", SQL_FILES, &[KeepBefore], &["STUCK"]),
    ("the broker forgets what is read again", SQL_FILES, &[AcknowledgeLast], &["STUCK"]),
    ("a row is on its way when the manifest is stored", ROWS, &[Flush], &["table LOST"]),
    ("a refused row comes after the barrier", REFUSED, &[RefusedFirst], &["dead letters LOST"]),
    ("dead letters prepare before the last refused row", REFUSED, &[LettersLast], &["dead letters LOST"]),
    ("a stop does not wait for its last epoch", STOPS, &[StopWaits], &["REPEATED"]),
    ("a source reads after its last barrier", STOPS, &[StopReading], &["REPEATED"]),
    ("a finished run runs again", FILES, &[FinishedReturns], &["REPEATED"]),
    ("a finished run returns before it has published", FILES, &[FinishedPublishes], &["files LOST"]),
];

/// Second nets: rules that do nothing alone. The first rule named is the net, and what is found is not found without
/// the others only.
pub(crate) const NETS: &[Case] = &[
    ("a bare number names two epochs", FILES, &[UniqueEpochs, Seal, CheckFiles], &["files LOST"]),
    (
        "an equal epoch is written over",
        sized(SQL_FILES, 3, 1),
        &[OwnManifests, UniqueEpochs, Seal],
        &["STUCK"],
    ),
    ("rows are committed on another parent", SQL_FILES, &[CompareParent, FenceThenRead], &["sql DUPLICATED"]),
    ("a missing file is passed over", SQL_FILES, &[CheckFiles, SweepByIncarnation], &["files LOST"]),
];

/// The cases with which the rules were found.
pub(crate) const LETTERED: &[Case] = &[
    ("A: all rules, sql and files", SQL_FILES, &[], &[]),
    ("A2: and the owner compared only", SQL_FILES, &[CompareParent], &[]),
    ("B: all rules, files", FILES, &[], &[]),
    ("C: marker read, then owned", SQL_FILES, &[FenceThenRead], &["STUCK"]),
    (
        "C2: and the owner compared only",
        SQL_FILES,
        &[FenceThenRead, CompareParent],
        &["sql DUPLICATED", "files DUPLICATED"],
    ),
    ("D: the newest checkpoint", SQL_FILES, &[MarkerDecides], &["sql LOST", "STUCK"]),
    ("D2: and the owner compared only", SQL_FILES, &[MarkerDecides, CompareParent], &["sql LOST"]),
    ("E: no marker, the newest checkpoint", SQL_FILES, &[NoMarkerMeansUnlisted], &["sql LOST", "STUCK"]),
    ("E2: and the owner compared only", SQL_FILES, &[NoMarkerMeansUnlisted, CompareParent], &["sql LOST"]),
    ("F: bare numbers, one manifest each", SQL_FILES, &[UniqueEpochs, OwnManifests], &[]),
    ("F2: bare numbers, a manifest per incarnation", SQL_FILES, &[UniqueEpochs], &[]),
    ("G: store looked at, then renamed, sql and files", SQL_FILES, &[Seal], &[]),
    ("G2: the same, files", FILES, &[Seal], &["files DUPLICATED", "STUCK"]),
    (
        "G3: and bare numbers",
        FILES,
        &[Seal, UniqueEpochs, OwnManifests, CheckFiles],
        &["files LOST", "files DUPLICATED", "STUCK"],
    ),
    ("H: swept by the list of manifests", SQL_FILES, &[SweepByIncarnation, CheckFiles], &["files LOST"]),
    (
        "I: G and H and bare numbers",
        SQL_FILES,
        &[Seal, UniqueEpochs, OwnManifests, SweepByIncarnation, CheckFiles],
        &["files LOST"],
    ),
    ("A2, three incarnations", sized(SQL_FILES, 3, 1), &[CompareParent], &[]),
    ("F, three incarnations", sized(SQL_FILES, 3, 1), &[UniqueEpochs, OwnManifests], &[]),
    ("F2, three incarnations", sized(SQL_FILES, 3, 1), &[UniqueEpochs], &[]),
    ("G, three incarnations", sized(SQL_FILES, 3, 1), &[Seal], &[]),
];

/// What the rules do not give, and the documentation says so.
pub(crate) const LIMITS: &[Case] = &[
    ("a zombie writes rows until its epoch fails, the same rows", ROWS, &[], &["OVERWRITTEN"]),
    ("a zombie puts an older row back where a key has several", ONE_ROW, &[], &["STALE", "OVERWRITTEN"]),
    ("so does a statement of the same incarnation that was sent again", RETRIED_ROW, &[], &["STALE"]),
    (
        "what is refused once and taken later stays in the dead-letter table",
        Plan { fickle: true, ..REFUSED_TO_TABLE },
        &[],
        &["dead letters DUPLICATED"],
    ),
    ("a sink that is gone with unconfirmed commits needs a person", SQL_DROPPED, &[], &["STUCK"]),
];
