"""Who speaks when: channels of a stereo recording, voices of a mono one."""
