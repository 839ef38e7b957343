"""Holds a crate against the profile Process Run Crate 0.5 with the official validator, offline.

Usage: validate.py TERMS.json CRATE.zip; prints what it objects to, as JSON: [{severity, message}].
"""

import json
import sys

import requests
import requests_cache
from rocrate_validator import models, services

CONTEXTS = json.load(open(sys.argv[1]))


def answer(_session, _method, url, **_options):
    """Stands for the network: it has the two contexts and nothing else."""
    response = requests.Response()
    response.url = url
    response.status_code = 200 if url in CONTEXTS else 404
    response.headers["Content-Type"] = "application/ld+json"
    response._content = json.dumps({"@context": CONTEXTS.get(url, {})}).encode()
    return response


requests.Session.request = answer
requests_cache.CachedSession.request = answer

result = services.validate(
    models.ValidationSettings(
        rocrate_uri=sys.argv[2],
        profile_identifier="process-run-crate-0.5",
        requirement_severity=models.Severity.RECOMMENDED,
    )
)
issues = [
    {"severity": issue.severity.name, "message": issue.message} for issue in result.get_issues()
]
print(json.dumps({"checks": len(result.executed_checks), "issues": issues}))
