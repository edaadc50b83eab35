"""What can be asked of Cairn at a prompt? One function a command; what is heavy is imported where it is used."""
