//! Whole pipelines against whole outside systems. All of it is in `tests`: one binary per backend or
//! subject.
