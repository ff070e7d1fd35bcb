use super::Request;

/// Brings the paths that mean the same page into one form: no query, no host, no doubled slashes and none
/// at the end. Says whether it has changed something.
///
/// ```
/// # use aqueduct::EventTime;
/// use aqueduct_examples::access_log::{Request, tidy};
///
/// # let (host, method, at) = (String::new(), String::new(), EventTime::MIN);
/// # let (status, bytes) = (None, None);
/// let mut request = Request { path: "/shop//shoes/?page=2".to_owned(), /* .. */ host, method, at, status, bytes };
/// assert!(tidy(&mut request));
/// assert_eq!(request.path, "/shop/shoes");
/// ```
pub fn tidy(request: &mut Request) -> bool {
    let path = &mut request.path;
    let before = path.len();
    path.truncate(path.find(['?', '#']).unwrap_or(before));
    if let Some(scheme) = path.find("://")
        && !path.starts_with('/')
    {
        let host = scheme + 3;
        let end = path[host..].find('/').map_or(path.len(), |slash| host + slash);
        path.drain(..end);
    }
    if path.contains("//") {
        let mut last = ' ';
        path.retain(|character| {
            let doubled = character == '/' && last == '/';
            last = character;
            !doubled
        });
    }
    if path.len() > 1 && path.ends_with('/') {
        path.pop();
    }
    if path.is_empty() && before > 0 {
        path.push('/');
    }
    path.len() != before
}

#[cfg(test)]
mod tests {
    use super::*;
    use aqueduct::EventTime;

    #[test]
    fn paths_of_one_page_become_one() {
        for (path, wanted) in [
            ("/", "/"),
            ("/?utm_source=mail", "/"),
            ("?q", "/"),
            ("///", "/"),
            ("/a//b///", "/a/b"),
            ("/a#top", "/a"),
            ("/go?to=http://example.org/", "/go"),
            ("http://example.org", "/"),
            ("http://example.org/a/", "/a"),
            ("*", "*"),
            ("", ""),
        ] {
            let mut request = Request {
                host: String::new(),
                at: EventTime::MIN,
                method: "GET".into(),
                path: path.into(),
                status: None,
                bytes: None,
            };
            assert_eq!(tidy(&mut request), path != wanted, "{path}");
            assert_eq!(request.path, wanted, "{path}");
        }
    }
}
