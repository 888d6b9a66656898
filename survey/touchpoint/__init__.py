"""The codes citizens scan or type: issued for desks and units, drawn as QR pictures, revoked when misused."""
